package io.dromedary.bench;

import io.dromedary.AcrossTenantsInTests;
import io.dromedary.OwnPlaces;
import io.dromedary.Requests;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ContextConfiguration;

/**
 * How long it takes on an idle service from the acceptance of a document to the start of the work on it, by the clock
 * of the database. In no build; docs/benchmarks.md says how to run it.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "dromedary.api-key=" + Requests.DEFAULT_KEY,
            "dromedary.rate.requests-per-minute=100000000",
            "management.server.port=0"
        })
@ContextConfiguration(initializers = OwnPlaces.class)
@ExtendWith(AcrossTenantsInTests.class)
@Import(Requests.class)
class StartBench {

    private static final int WARM_UP = 50;
    private static final int UPLOADS = 200;

    @Autowired
    private Requests requests;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void timeFromAcceptanceToStart() throws Exception {
        for (int i = 0; i < WARM_UP; i++) {
            start();
        }
        double[] millis = new double[UPLOADS];
        for (int i = 0; i < UPLOADS; i++) {
            millis[i] = start();
        }
        Arrays.sort(millis);
        System.out.printf(
                "%nfrom acceptance to start on an idle service: p50 %.1f ms, p95 %.1f ms, p99 %.1f ms%n",
                millis[UPLOADS / 2], millis[UPLOADS * 95 / 100], millis[UPLOADS * 99 / 100]);
    }

    private double start() throws Exception {
        UUID job = UUID.fromString(
                Requests.json(requests.upload(Requests.DEFAULT_KEY, "A dromedary has one hump. " + UUID.randomUUID()))
                        .path("jobId")
                        .asText());
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofMinutes(1))
                .until(() -> jdbc.sql("select status = 'completed' from job where id = ?")
                        .param(job)
                        .query(Boolean.class)
                        .single());
        return jdbc.sql("select extract(epoch from started_at - created_at)::float8 * 1000 from job where id = ?")
                .param(job)
                .query(Double.class)
                .single();
    }
}
