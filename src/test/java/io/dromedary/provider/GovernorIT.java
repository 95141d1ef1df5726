package io.dromedary.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.WithLedger;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.provider.ProviderAnswer.Outcome;
import io.dromedary.provider.ProviderStub.Refusal;
import io.dromedary.provider.ProviderStub.Request;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Short forms of what GovernorBench measures with processes and by the minute. */
@WithLedger
@Tag("once")
class GovernorIT {

    private static final int PLENTY = 10_000_000;

    @Autowired
    private JdbcClient jdbc;

    private final ProviderStub provider = ProviderStub.start();

    @AfterEach
    void stop() {
        provider.close();
    }

    /** The budget of tokens of the second line allows 600 requests of 22 tokens. */
    @ParameterizedTest
    @CsvSource({"1, 1200, 10000000", "2, 10000, 13200", "4, 1200, 10000000"})
    void usesWhatIsAllowedWithoutBeingRefused(int count, int requestsPerMinute, int tokensPerMinute) throws Exception {
        provider.latency(Duration.ofMillis(20)).limit(Limits.buckets(requestsPerMinute, tokensPerMinute));
        try (Workers workers = new Workers()) {
            for (int i = 0; i < count; i++) {
                workers.start(
                        Workers.governor(jdbc, provider.baseUrl(), Workers.budget(requestsPerMinute, tokensPerMinute)));
            }
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> provider.requests().size() > 20);
            provider.forget();
            // Whatever else the machine does, there are soon five seconds in which it lets the workers work.
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> used(provider.requests(), requestsPerMinute, tokensPerMinute) > 0.9);
            List<Request> requests = provider.requests();
            long refused =
                    requests.stream().filter(request -> request.status() == 429).count();
            System.out.printf(
                    "Governor: %d workers, %d requests, refused %d, used %.3f of the limit%n",
                    count, requests.size(), refused, used(requests, requestsPerMinute, tokensPerMinute));
            assertThat(refused).isLessThanOrEqualTo(requests.size() / 100);
        }
    }

    /** How much of what the provider allowed in the last five seconds was asked; nothing before they are over. */
    private static double used(List<Request> requests, int requestsPerMinute, int tokensPerMinute) {
        double seconds = 5;
        long now = System.nanoTime();
        if (requests.isEmpty() || now - requests.get(0).at() < seconds * 1e9) {
            return 0;
        }
        long answered = requests.stream()
                .filter(request -> request.status() == 200 && now - request.at() < seconds * 1e9)
                .count();
        double allowed = Math.min(
                requestsPerMinute, (double) tokensPerMinute / requests.get(0).tokens());
        return answered / (allowed / 60 * seconds);
    }

    @Test
    void everybodyStaysAwayAsLongAsTheProviderWantsAndOneTriesAgain() throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        provider.limit(Limits.stormUntil(end, Duration.ofSeconds(2), Limits.buckets(1200, PLENTY)));
        try (Workers workers = new Workers()) {
            for (int i = 0; i < 4; i++) {
                workers.start(Workers.governor(jdbc, provider.baseUrl(), Workers.budget(1200, null)));
            }
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> provider.embedded().size() > 100);
            assertThat(workers.handedBack()).isZero();
        }
        List<Request> storm = provider.requests().stream()
                .filter(request -> request.status() == 429)
                .toList();
        // Those that were on their way when the first refusal came, then one each time.
        Request first = storm.get(0);
        List<Request> later = storm.stream()
                .filter(request ->
                        request.at() - first.at() > Duration.ofSeconds(1).toNanos())
                .toList();
        assertThat(later).hasSizeBetween(1, 3);
        for (int i = 1; i < later.size(); i++) {
            assertThat(later.get(i).at() - later.get(i - 1).at())
                    .isGreaterThan(Duration.ofMillis(1_990).toNanos());
        }
    }

    @Test
    void whoWouldWaitForTooLongIsToldWhenToComeAgain() {
        provider.limit((at, tokens) -> new Refusal(429, "600"));
        Governor governor = Workers.governor(jdbc, provider.baseUrl(), Workers.budget(6000, null));
        assertThatThrownBy(() -> governor.send(List.of("a"), 1, Purpose.DOCUMENT))
                .isInstanceOfSatisfying(Failure.Transient.class, busy -> {
                    assertThat(busy.code()).isEqualTo(ErrorCode.PROVIDER_BUSY);
                    assertThat(busy.retryAfter()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
                });
        assertThatThrownBy(governor::admit).isInstanceOf(Failure.Transient.class);
        assertThat(provider.requests()).hasSize(1);
    }

    @Test
    void sendsAgainWhatFailedOnceAndLeavesAProviderThatIsDownAlone() {
        Governor governor = Workers.governor(
                jdbc,
                provider.baseUrl(),
                new GovernorProperties(6000, null, 0.1, Duration.ofSeconds(2), Duration.ofSeconds(1)));
        AtomicInteger failures = new AtomicInteger(1);
        provider.limit((at, tokens) -> failures.getAndDecrement() > 0 ? new Refusal(500, "") : Refusal.NONE);
        assertThat(governor.send(List.of("a"), 1, Purpose.DOCUMENT).outcome()).isEqualTo(Outcome.EMBEDDED);

        provider.status(503).forget();
        assertThatThrownBy(() -> governor.send(List.of("a"), 1, Purpose.DOCUMENT))
                .isInstanceOfSatisfying(
                        Failure.Transient.class, busy -> assertThat(busy.code()).isEqualTo(ErrorCode.PROVIDER_BUSY));
        assertThat(provider.requests()).hasSizeBetween(3, 4);

        provider.status(200);
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> isServed(governor));
        governor.admit();
    }

    private static boolean isServed(Governor governor) {
        try {
            return governor.send(List.of("a"), 1, Purpose.DOCUMENT).outcome() == Outcome.EMBEDDED;
        } catch (Failure.Transient busy) {
            return false;
        }
    }

    @Test
    void aFailureThatOnlyMeetsSomeTextsIsTheirs() throws Exception {
        Governor governor = Workers.governor(jdbc, provider.baseUrl(), Workers.budget(60_000, null));
        provider.latency(Duration.ofMillis(5));
        AtomicInteger turn = new AtomicInteger();
        // One failure, one success: never three failures in a row.
        provider.limit((at, tokens) -> turn.getAndIncrement() % 2 == 0 ? new Refusal(500, "") : Refusal.NONE);
        for (int i = 0; i < 20; i++) {
            assertThat(governor.send(List.of("a"), 1, Purpose.DOCUMENT).outcome())
                    .isEqualTo(Outcome.EMBEDDED);
        }
        assertThat(governor.concurrency()).isBetween(1, 4);
    }

    @Test
    void aSearchOvertakesTheDocumentsInLine() throws Exception {
        try (Workers workers = new Workers()) {
            GovernorProperties budget = Workers.budget(60, null);
            Governor governor = Workers.governor(jdbc, provider.baseUrl(), budget);
            workers.start(governor);
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> provider.requests().size() >= 2);
            governor.send(List.of("the query"), 2, Purpose.QUERY);
            int documents = provider.requests().size() - 1;
            assertThat(provider.embedded()).contains("the query");
            assertThat(documents).isLessThan(5);
        }
    }

    @Test
    void aKeyThatIsNotAcceptedFailsNobodysJob() {
        provider.status(401);
        Governor governor = Workers.governor(jdbc, provider.baseUrl(), Workers.budget(6000, null));
        assertThatThrownBy(() -> governor.send(List.of("a"), 1, Purpose.DOCUMENT))
                .isInstanceOfSatisfying(
                        Failure.Transient.class, busy -> assertThat(busy.code()).isEqualTo(ErrorCode.PROVIDER_BUSY));
        assertThat(provider.requests()).hasSize(1);
        assertThat(provider.requests().get(0).authorization()).isEqualTo("Bearer a-secret");
    }

    @Test
    void countsWhatCameOfTheRequests() {
        MeterRegistry registry = new SimpleMeterRegistry();
        Governor governor = Workers.governor(jdbc, provider.baseUrl(), Workers.budget(60_000, null), registry);
        AtomicInteger refusals = new AtomicInteger(1);
        provider.limit((at, tokens) -> refusals.getAndDecrement() > 0 ? new Refusal(429, "0") : Refusal.NONE);
        governor.send(List.of("abc"), 1, Purpose.DOCUMENT);
        assertThat(count(registry, "limited")).isEqualTo(1);
        assertThat(count(registry, "embedded")).isEqualTo(1);
        assertThat(registry.get("dromedary.embedding.tokens").counter().count()).isEqualTo(2);
        assertThat(registry.get("dromedary.embedding.closed").gauge().value()).isZero();
        assertThat(registry.get("dromedary.embedding.concurrency").gauge().value())
                .isBetween(3.0, 4.0);
    }

    private static long count(MeterRegistry registry, String outcome) {
        return registry.get("dromedary.embedding.requests")
                .tag("outcome", outcome)
                .tag("purpose", "document")
                .timer()
                .count();
    }
}
