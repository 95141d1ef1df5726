package io.dromedary.bench;

import io.dromedary.AcrossTenantsInTests;
import io.dromedary.OwnPlaces;
import io.dromedary.Together;
import io.dromedary.intake.DocumentIntake;
import io.dromedary.intake.IdempotencyKey;
import io.dromedary.intake.Upload;
import io.dromedary.intake.UploadOptions;
import io.dromedary.job.JobProperties;
import io.dromedary.job.OldestFirst;
import io.dromedary.tenant.Tenant;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.CamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ContextConfiguration;

/**
 * How long 49 tenants with one document each wait behind one with thousands, beside how long they wait alone, and what
 * that costs all together beside serving the oldest first. In no build; docs/benchmarks.md says how to run it.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"dromedary.api-key=a-key-for-tests-only", "management.server.port=0"})
@ContextConfiguration(initializers = OwnPlaces.class)
@ExtendWith(AcrossTenantsInTests.class)
@Import(FairnessBench.Order.class)
class FairnessBench {

    private static final int MANY = Integer.getInteger("bench.many", 2_000);
    private static final int OTHERS = 49;
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);

    @Autowired
    private DocumentIntake intake;

    @Autowired
    private OldestFirst order;

    @Autowired
    private CamelContext camel;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void compareWithWaitingAloneAndWithTheOldestFirst() throws Exception {
        round(200, false);
        for (int round = 0; round < ROUNDS; round++) {
            System.out.printf(
                    "%nround %d%n  alone  %s%n  fair   %s%n  unfair %s%n",
                    round + 1, round(0, false), round(MANY, false), round(MANY, true));
        }
    }

    /**
     * What a round was like.
     *
     * @param waits of the 49, from acceptance to the start of the work
     */
    private record Round(double[] waits, double perSecond) {

        @Override
        public String toString() {
            return "49 wait p50 %6.0f ms, p95 %6.0f ms; %6.1f jobs a second"
                    .formatted(waits[waits.length / 2] * 1e3, waits[waits.length * 95 / 100] * 1e3, perSecond);
        }
    }

    private Round round(int many, boolean unfair) throws Exception {
        order.switchTo(unfair);
        Tenant large = tenant();
        camel.getRouteController().stopRoute("process-document");
        upload(Collections.nCopies(many, large));
        List<Tenant> others = new ArrayList<>();
        for (int i = 0; i < OTHERS; i++) {
            others.add(tenant());
        }
        camel.getRouteController().startRoute("process-document");
        // In the middle of the work for the large one.
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> many == 0 || done(large) >= many / 20);
        upload(others);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(100))
                .atMost(Duration.ofMinutes(10))
                .until(() -> open() == 0);
        return new Round(waits(others), perSecond());
    }

    private Tenant tenant() {
        UUID id = UUID.randomUUID();
        jdbc.sql("insert into tenant (id, name) values (?, ?)")
                .params(id, id.toString())
                .update();
        return new Tenant(id, id.toString());
    }

    private void upload(List<Tenant> tenants) throws Exception {
        ConcurrentLinkedQueue<Tenant> left = new ConcurrentLinkedQueue<>(tenants);
        Together.call(8, () -> {
            for (Tenant tenant = left.poll(); tenant != null; tenant = left.poll()) {
                upload(tenant);
            }
            return true;
        });
    }

    private void upload(Tenant tenant) {
        byte[] text = ("A dromedary has one hump. " + UUID.randomUUID()).getBytes(StandardCharsets.UTF_8);
        Upload upload = Upload.of(
                "text/plain",
                OptionalLong.of(text.length),
                new ByteArrayInputStream(text),
                UploadOptions.of(new IdempotencyKey(UUID.randomUUID().toString()), null));
        intake.accept(() -> upload, tenant);
    }

    private long done(Tenant tenant) {
        return jdbc.sql("select count(*) from job where tenant_id = ? and status = 'completed'")
                .param(tenant.id())
                .query(Long.class)
                .single();
    }

    private long open() {
        return jdbc.sql("select count(*) from job where due_at is not null")
                .query(Long.class)
                .single();
    }

    private double[] waits(List<Tenant> tenants) {
        double[] waits = jdbc
                .sql("""
                        select extract(epoch from started_at - created_at)::float8 from job where tenant_id in (:tenants)""")
                .param("tenants", tenants.stream().map(Tenant::id).toList())
                .query(Double.class)
                .list()
                .stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        Arrays.sort(waits);
        return waits;
    }

    /** Of all that was done in this round; then it is forgotten. */
    private double perSecond() {
        double rate = jdbc.sql("""
                        select count(*) / extract(epoch from max(finished_at) - min(started_at))::float8 from job""").query(Double.class).single();
        jdbc.sql("delete from job").update();
        return rate;
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Order {

        @Bean
        @Primary
        OldestFirst oldestFirst(JdbcClient jdbc, JobProperties properties) {
            return new OldestFirst(jdbc, properties);
        }
    }
}
