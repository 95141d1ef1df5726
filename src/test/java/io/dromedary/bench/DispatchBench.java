package io.dromedary.bench;

import io.dromedary.AcrossTenantsInTests;
import io.dromedary.OwnPlaces;
import io.dromedary.deliver.JobCompletion;
import io.dromedary.job.Claim;
import io.dromedary.job.DueJobs;
import io.dromedary.job.JobQueue;
import io.dromedary.job.JobViews;
import io.dromedary.job.Leases;
import io.dromedary.job.Progress;
import io.dromedary.ledger.LedgerScope;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.DirectMessageListenerContainer;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ContextConfiguration;

/**
 * What the ledger adds to a broker: empty jobs that are dispatched, claimed and completed, beside bare persistent
 * messages that the same client publishes with confirms and consumes from the same broker. And what the statement that
 * dispatches takes when the line is long. In no build; docs/benchmarks.md says how to run it.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"dromedary.roles=dispatch, watch", "dromedary.api-key=a-key-for-tests-only"})
@ContextConfiguration(initializers = OwnPlaces.class)
@ExtendWith(AcrossTenantsInTests.class)
class DispatchBench {

    private static final int JOBS = Integer.getInteger("bench.jobs", 1_000);
    private static final int ROUNDS = 5;
    private static final int SLOTS = 4;
    private static final int TENANTS = 1_000;
    private static final int LINE = 100_000;

    @Autowired
    private DueJobs due;

    @Autowired
    private JobQueue places;

    @Autowired
    private JobViews views;

    @Autowired
    private Leases leases;

    @Autowired
    private JobCompletion completion;

    @Autowired
    private CamelContext camel;

    @Autowired
    private ConnectionFactory connections;

    @Autowired
    private RabbitTemplate rabbit;

    @Autowired
    private JdbcClient jdbc;

    @Value("${dromedary.dispatch.queue}")
    private String queue;

    /** Its signal goes on, so that commits wake it as soon as a round starts it. */
    @BeforeEach
    void stopDispatching() throws Exception {
        camel.getRouteController().stopRoute("dispatch-jobs");
    }

    @Test
    void compareEmptyJobsWithBareMessages() throws Exception {
        new RabbitAdmin(connections).declareQueue(new Queue(queue + ".bare"));
        for (int workers : new int[] {1, 2}) {
            jobs(workers);
            bare(workers);
            List<Double> ours = new ArrayList<>();
            List<Double> theirs = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                ours.add(jobs(workers));
                theirs.add(bare(workers));
            }
            System.out.printf(
                    "%n%d workers: %s empty jobs a second, %s bare messages a second%n",
                    workers, words(ours), words(theirs));
        }
    }

    private static String words(List<Double> rates) {
        double[] sorted =
                rates.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return "%.0f (%.0f to %.0f)".formatted(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
    }

    private double jobs(int workers) throws Exception {
        insert(1, JOBS);
        double rate = consume(
                workers, queue, this::complete, () -> camel.getRouteController().startRoute("dispatch-jobs"));
        camel.getRouteController().stopRoute("dispatch-jobs");
        jdbc.sql("delete from document").update();
        return rate;
    }

    private void complete(Message message) {
        Claim claim = leases.claim(UUID.fromString(new String(message.getBody(), StandardCharsets.US_ASCII)));
        if (claim != null) {
            LedgerScope.ofTenant(claim.tenantId(), () -> {
                completion.complete(claim, 0, List.of(), Progress.NONE);
                return true;
            });
            leases.letGo(claim);
        }
    }

    private double bare(int workers) throws Exception {
        return consume(workers, queue + ".bare", message -> {}, () -> new Thread(this::publish).start());
    }

    /** As many at once as the dispatcher publishes, and waits for their confirms as it does. */
    private void publish() {
        for (int sent = 0; sent < JOBS; sent += 8) {
            List<CorrelationData> batch = IntStream.range(0, 8)
                    .mapToObj(i -> new CorrelationData(UUID.randomUUID().toString()))
                    .toList();
            rabbit.invoke(operations -> {
                batch.forEach(one -> operations.convertAndSend("", queue + ".bare", bareMessage(), one));
                return true;
            });
            batch.forEach(one -> one.getFuture().join());
        }
    }

    private static Message bareMessage() {
        return MessageBuilder.withBody(UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII))
                .setDeliveryMode(MessageDeliveryMode.PERSISTENT)
                .build();
    }

    private interface Start {
        void run() throws Exception;
    }

    private double consume(int workers, String from, Consumer<Message> work, Start start) throws Exception {
        CountDownLatch left = new CountDownLatch(JOBS);
        DirectMessageListenerContainer container = new DirectMessageListenerContainer(connections);
        container.setQueueNames(from);
        container.setConsumersPerQueue(workers * SLOTS);
        container.setPrefetchCount(1);
        container.setMessageListener(message -> {
            work.accept(message);
            left.countDown();
        });
        container.start();
        long begun = System.nanoTime();
        start.run();
        if (!left.await(3, TimeUnit.MINUTES)) {
            throw new IllegalStateException(left.getCount() + " are left of " + from);
        }
        double rate = JOBS * 1e9 / (System.nanoTime() - begun);
        container.stop();
        return rate;
    }

    @Test
    void timeTheStatementsInALongLine() {
        insert(TENANTS, LINE);
        jdbc.sql("analyze job").update();
        double[] handOut = times(60, () -> {
            due.handOut(8).forEach(leases::claim);
        });
        UUID[] sample = jdbc.sql("select id from job where status = 'queued' order by md5(id::text) limit 60")
                .query(UUID.class)
                .list()
                .toArray(UUID[]::new);
        int[] next = {0};
        double[] place = times(
                60,
                () -> places.place(views.of(jdbc.sql("select * from job where id = ?")
                        .param(sample[next[0]++])
                        .query()
                        .singleRow())));
        System.out.printf(
                "%n%,d due jobs of %,d tenants%n  hand out 8 and claim them  p50 %.1f ms, p95 %.1f ms%n  tell a place%15s p50 %.1f ms, p95 %.1f ms%n",
                LINE, TENANTS, handOut[30], handOut[57], "", place[30], place[57]);
        jdbc.sql("delete from document").update();
    }

    private static double[] times(int count, Runnable action) {
        double[] millis = new double[count];
        for (int i = 0; i < count; i++) {
            long begun = System.nanoTime();
            action.run();
            millis[i] = (System.nanoTime() - begun) / 1e6;
        }
        Arrays.sort(millis);
        return millis;
    }

    /** Past the intake, all due at once. */
    private void insert(int tenants, int jobs) {
        jdbc.sql("""
                        with owner as (
                            insert into tenant (id, name)
                            select gen_random_uuid(), gen_random_uuid()::text from generate_series(1, :tenants)
                            returning id),
                        numbered as (select id, row_number() over () as number from owner),
                        made as (
                            insert into document (id, tenant_id, latest_version)
                            select gen_random_uuid(), numbered.id, 1
                            from generate_series(1, :jobs) as job join numbered on number = job % :tenants + 1
                            returning id, tenant_id),
                        version as (
                            insert into document_version
                                (document_id, version, tenant_id, object_key, media_type, size_bytes, sha256)
                            select id, 1, tenant_id, id::text, 'text/plain', 1, '\\x00' from made
                            returning document_id, tenant_id)
                        insert into job (id, tenant_id, document_id, version, status, stage, priority, due_at, queued_at)
                        select gen_random_uuid(), tenant_id, document_id, 1, 'queued', 'waiting',
                               floor(random() * 3), now(), now() - random() * interval '30 minutes'
                        from version""").param("tenants", tenants).param("jobs", jobs).update();
    }
}
