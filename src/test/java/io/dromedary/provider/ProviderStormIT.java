package io.dromedary.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.AcrossTenantsInTests;
import io.dromedary.Caller;
import io.dromedary.Ledger;
import io.dromedary.OwnPlaces;
import io.dromedary.StoredObjects;
import io.dromedary.camel.SeenHeaders;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The whole service with a remote provider in a bad mood. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "dromedary.api-key=" + Caller.KEY,
            "dromedary.admin-key=" + Caller.ADMIN_KEY,
            "dromedary.provider.kind=openai",
            "dromedary.provider.model=stub",
            "dromedary.provider.dimensions=" + ProviderStub.DIMENSIONS,
            "dromedary.governor.requests-per-minute=6000",
            "dromedary.governor.max-wait=1s",
            "dromedary.job.attempts=1",
            "management.server.port=0"
        })
@ContextConfiguration(initializers = OwnPlaces.class)
@ExtendWith(AcrossTenantsInTests.class)
@Import({Ledger.class, Caller.class, SeenHeaders.class, StoredObjects.class})
@DirtiesContext
@Tag("once")
class ProviderStormIT {

    private static final ProviderStub PROVIDER = ProviderStub.start();

    @Autowired
    private Caller caller;

    @Autowired
    private Ledger ledger;

    @Autowired
    private JdbcClient jdbc;

    @DynamicPropertySource
    static void address(DynamicPropertyRegistry registry) {
        registry.add("dromedary.provider.base-url", PROVIDER::baseUrl);
    }

    @AfterAll
    static void stop() {
        PROVIDER.close();
    }

    @BeforeEach
    void calm() {
        jdbc.sql("delete from provider_line").update();
        PROVIDER.limit((at, tokens) -> ProviderStub.Refusal.NONE).dislike(text -> false);
        PROVIDER.forget();
    }

    @Test
    void jobsWaitAndNoneFailsHoweverOftenTheProviderRefuses() throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(8).toNanos();
        PROVIDER.limit(Limits.stormUntil(end, Duration.ofSeconds(3), Limits.buckets(6000, 10_000_000)));
        List<UUID> jobs = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            jobs.add(upload("The wells of station %d are deep and cold.".formatted(i)));
        }
        jobs.forEach(this::awaitCompletion);

        List<String> events =
                jobs.stream().flatMap(job -> ledger.events(job).stream()).toList();
        assertThat(events).anyMatch(event -> event.endsWith("provider_busy"));
        assertThat(events).noneMatch(event -> event.startsWith("failed") || event.startsWith("dead"));
        // One attempt is all they have, and none of those that waited counted.
        assertThat(jobs)
                .allSatisfy(job -> assertThat(ledger.job(job).get("tries")).isEqualTo(1));
    }

    @Test
    void aRefusedTextIsFoundByItsWordsAndItsJobSaysSo() throws Exception {
        PROVIDER.dislike(text -> text.contains("xylophone"));
        UUID job = upload("An ordinary text about a xylophone in the desert.");
        awaitCompletion(job);

        Caller.Answer answer = caller.send(caller.request("/v1/jobs/" + job));
        assertThat(answer.get("error.code")).isEqualTo("degraded");
        assertThat(answer.get("error.detail")).isEqualTo("Chunks that the embedding provider refuses: 0");
        Caller.Answer hits = caller.send(caller.request("/v1/search")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"query\": \"xylophone\", \"mode\": \"keyword\"}")));
        assertThat(hits.body()).contains("An ordinary text about a xylophone");
    }

    @Test
    void aSearchIsToldToComeAgainWhileTheProviderIsClosed() throws Exception {
        PROVIDER.limit((at, tokens) -> new ProviderStub.Refusal(429, "20"));
        Caller.Answer answer = caller.send(caller.request("/v1/search")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"query\": \"wells\"}")));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.get("code")).isEqualTo("provider_busy");
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 20);
    }

    private UUID upload(String text) throws Exception {
        Caller.Answer answer = caller.send(caller.upload(UUID.randomUUID().toString(), text));
        assertThat(answer.status()).isEqualTo(202);
        return answer.jobId();
    }

    private void awaitCompletion(UUID job) {
        Awaitility.await("completion of " + job)
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> List.of("completed", "failed", "dead")
                        .contains(String.valueOf(ledger.job(job).get("status"))));
        assertThat(ledger.job(job)).containsEntry("status", "completed");
    }
}
