package io.dromedary.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A broker that restarts, crashes, repeats itself, loses its queue, and loses patience. */
@WithCluster
class BrokerFaults {

    private static final int TENANTS = 10;
    private static final double PROMISED_SECONDS = 2;
    private static final int BYTES_PER_SECOND = 1_000;
    private static final int BYTES_PER_SECTION = 330;

    private final Random random = new Random();

    /** the broker is stopped and started again under load. */
    @Test
    void nothingIsLostWhenTheBrokerRestarts(Cluster cluster, Table table) throws Exception {
        Form.onlyInFull();
        int restarts = Form.count("broker-restarts", 1, 20);
        var client = new Client(cluster.intake().api(), TENANTS);
        for (int i = 0; i < restarts; i++) {
            client.begin(20);
            TimeUnit.MILLISECONDS.sleep(random.nextLong(2_000));
            cluster.services().rabbitmqctl("stop_app");
            client.begin(5);
            cluster.services().rabbitmqctl("start_app");
        }
        judge(cluster, table, client, "%d restarts of the broker (stop_app, start_app)".formatted(restarts));
    }

    /** the broker's process is killed under load. */
    @Test
    void nothingIsLostWhenTheBrokerCrashes(Cluster cluster, Table table) throws Exception {
        Form.onlyInFull();
        int kills = Form.count("broker-kills", 1, 20);
        var client = new Client(cluster.intake().api(), TENANTS);
        for (int i = 0; i < kills; i++) {
            client.begin(20);
            TimeUnit.MILLISECONDS.sleep(random.nextLong(2_000));
            cluster.services().killBroker();
            client.begin(5);
            cluster.services().startServers();
        }
        judge(cluster, table, client, "%d kills of the broker".formatted(kills));
    }

    private static void judge(Cluster cluster, Table table, Client client, String fault) throws InterruptedException {
        client.awaitUploads();
        long end = System.nanoTime();
        Verdict verdict = Verdict.whenDrained(cluster, client);
        double slowest = client.journal().slowestOfAHundred();
        table.expectNothingLostOrDoubled(verdict.row(
                "Q-4",
                fault,
                List.of(),
                0,
                "slowest of a hundred answers %.1f s; drained %.0f s after the last"
                        .formatted(slowest, (System.nanoTime() - end) / 1e9)));
        assertThat(slowest).isLessThan(PROMISED_SECONDS);
    }

    /**
     * every id is published three times more, in any order, to two workers, while the work goes on, and again when
     * it is done.
     */
    @Test
    void duplicateDeliveriesChangeNothing(Cluster cluster, Table table) throws Exception {
        Form.onlyInFull();
        int documents = Form.count("repeated", 20, 200);
        var client = new Client(cluster.intake().api(), TENANTS);
        cluster.launch(cluster.second("work"));
        cluster.second("work").awaitReady();
        try (var receiver = new Receiver()) {
            receiver.register(client);
            client.upload(documents);
            cluster.services().publish(Cluster.QUEUE, thrice(client.journal().jobs()));
            Verdict verdict = Verdict.whenDrained(cluster, client);
            awaitEmptyQueue(cluster);
            Awaitility.await("deliveries")
                    .atMost(Member.START_LIMIT)
                    .until(() -> receiver.ids().size() == documents);
            String before = rows(cluster);
            cluster.services().publish(Cluster.QUEUE, thrice(client.journal().jobs()));
            awaitEmptyQueue(cluster);
            assertThat(rows(cluster)).isEqualTo(before);
            table.expectNothingLostOrDoubled(verdict.row(
                            "Q-9",
                            "each of %d messages delivered three times more to two workers, before and after its job"
                                            .formatted(documents)
                                    + " was done",
                            List.of(),
                            0,
                            "rows written by the deliveries after: 0; webhooks: %d, of ids %d"
                                    .formatted(
                                            receiver.requests(), receiver.ids().size()))
                    .with(0, receiver.requests() - documents));
        }
    }

    private List<byte[]> thrice(Collection<UUID> jobs) {
        var messages = new ArrayList<byte[]>();
        for (int i = 0; i < 3; i++) {
            jobs.forEach(job -> messages.add(job.toString().getBytes(StandardCharsets.US_ASCII)));
        }
        Collections.shuffle(messages, random);
        return messages;
    }

    private static void awaitEmptyQueue(Cluster cluster) {
        Awaitility.await("an empty queue")
                .atMost(Member.START_LIMIT)
                .until(() -> cluster.services().messages(Cluster.QUEUE) == 0);
    }

    /** Which transaction wrote what. */
    private static String rows(Cluster cluster) {
        return cluster.services().ledger().sql("""
                        select (select md5(string_agg(id || ' ' || xmin, ',' order by id)) from job)
                            || (select md5(string_agg(concat(document_id, version, ordinal, ' ', xmin), ','
                                               order by document_id, version, ordinal)) from chunk)
                            || (select md5(string_agg(concat(content_hash, tenant_id, ' ', xmin), ','
                                               order by tenant_id, content_hash)) from embedding)
                            || (select md5(string_agg(id::text, ',' order by id)) from webhook_delivery)""").query(String.class).single();
    }

    /**
     * the queue is deleted under load; what cannot be routed stays in the ledger until there is a queue again.
     */
    @Test
    void nothingIsLostWhenTheQueueIsDeleted(Cluster cluster, Table table) throws Exception {
        Form.onlyInFull();
        int times = Form.count("queue-deletions", 1, 5);
        var client = new Client(cluster.intake().api(), TENANTS);
        for (int i = 0; i < times; i++) {
            client.begin(20);
            cluster.services().rabbitmqctl("delete_queue", Cluster.QUEUE);
            client.upload(5);
            Verdict.whenDrained(cluster, client);
        }
        Verdict verdict = Verdict.whenDrained(cluster, client);
        table.expectNothingLostOrDoubled(verdict.row(
                "Q-11",
                "the queue deleted %d times".formatted(times),
                List.of(),
                0,
                "uploads are accepted into the ledger meanwhile; nothing was restarted"));
    }

    /** the broker takes the message away from a worker that is still at it. */
    @Test
    void aJobThatTakesLongerThanTheBrokerWaitsIsDoneOnce(Cluster cluster, Table table) throws Exception {
        Form.onlyInFull();
        int timeout = Form.count("consumer-timeout", 5, 60);
        var client = new Client(cluster.intake().api(), 1);
        cluster.services()
                .rabbitmqctl("eval", "application:set_env(rabbit, consumer_timeout, %d).".formatted(timeout * 1_000));
        cluster.services().rabbitmqctl("eval", "application:set_env(rabbit, channel_tick_interval, 1000).");
        try {
            // The channel learns of the timeout when it is opened.
            cluster.work().kill();
            cluster.restore();
            cluster.services().store().slow(BYTES_PER_SECOND);
            int sections = timeout * 3 / 2 * BYTES_PER_SECOND / BYTES_PER_SECTION;
            client.begin(1, key -> BodyPublishers.ofString(Documents.of(key, sections)));
            client.awaitUploads();
            long begin = System.nanoTime();
            Verdict verdict = Verdict.whenDrained(cluster, client);
            double seconds = (System.nanoTime() - begin) / 1e9;
            assertThat(seconds).isGreaterThan(timeout);
            Row row = verdict.row(
                    "Q-15",
                    "a job of %.0f s, consumer_timeout %d s".formatted(seconds, timeout),
                    List.of(),
                    0,
                    "attempts of the job: %d".formatted(verdict.recovered() + 1));
            table.expectNothingLostOrDoubled(row);
        } finally {
            cluster.services().rabbitmqctl("eval", "application:set_env(rabbit, consumer_timeout, 1800000).");
            cluster.services().rabbitmqctl("eval", "application:set_env(rabbit, channel_tick_interval, 60000).");
            cluster.services().store().mend();
            cluster.work().kill();
        }
    }
}
