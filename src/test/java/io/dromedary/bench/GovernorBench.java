package io.dromedary.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.dromedary.WithLedger;
import io.dromedary.provider.Limits;
import io.dromedary.provider.ProviderStub;
import io.dromedary.provider.ProviderStub.Request;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Workers as processes of their own, which share one database and one provider with limits by the minute. Prints rows
 * for the tables of docs/embedding.md; run by {@code mvn test -Dtest=GovernorBench}.
 */
@WithLedger
class GovernorBench {

    private static final Duration LATENCY = Duration.ofMillis(200);
    private static final int PLENTY = 10_000_000;
    private static final Duration STORM = Duration.ofSeconds(60);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(7);

    @Autowired
    private DataSource database;

    /** A request has 22 tokens, so the second limit allows as many of them as the first. */
    @Test
    void aMinuteThatSlides() throws Exception {
        inParallel(List.of(
                () -> minute(1, 600, PLENTY),
                () -> minute(1, 10_000, 13_200),
                () -> minute(2, 600, PLENTY),
                () -> minute(2, 10_000, 13_200),
                () -> minute(4, 600, PLENTY),
                () -> minute(4, 10_000, 13_200)));
    }

    private String minute(int workers, int requestsPerMinute, int tokensPerMinute) throws Exception {
        try (ProviderStub provider =
                ProviderStub.start().latency(LATENCY).limit(Limits.slidingMinute(requestsPerMinute, tokensPerMinute))) {
            List<Process> processes = start(workers, provider, requestsPerMinute, tokensPerMinute);
            awaitWork(provider, workers);
            provider.forget();
            TimeUnit.SECONDS.sleep(65);
            List<Request> requests = provider.requests();
            stop(processes);
            double minutes = (last(requests).at() - requests.get(0).at()) / 60e9;
            long refused = count(requests, 429);
            double allowed = Math.min(
                            requestsPerMinute,
                            tokensPerMinute / (double) requests.get(0).tokens())
                    * minutes;
            double used = (requests.size() - refused) / allowed;
            assertThat(refused).isLessThanOrEqualTo(requests.size() / 100);
            assertThat(used).isGreaterThan(0.9);
            return "| %d | %s | %d | %d (%.2f %%) | %.1f %% |"
                    .formatted(
                            workers,
                            requestsPerMinute == 600 ? "600 requests" : "13,200 tokens",
                            requests.size(),
                            refused,
                            100.0 * refused / requests.size(),
                            100 * used);
        }
    }

    /** */
    @Test
    void aStorm() throws Exception {
        inParallel(List.of(() -> storm(1), () -> storm(2), () -> storm(4)));
    }

    private String storm(int workers) throws Exception {
        int requestsPerMinute = 600;
        try (ProviderStub provider = ProviderStub.start().latency(LATENCY)) {
            List<Process> processes = start(workers, provider, requestsPerMinute, PLENTY);
            awaitWork(provider, workers);
            provider.forget();
            long end = System.nanoTime() + STORM.toNanos();
            provider.limit(Limits.stormUntil(end, RETRY_AFTER, Limits.buckets(requestsPerMinute, PLENTY)));
            TimeUnit.NANOSECONDS.sleep(STORM.toNanos());
            TimeUnit.SECONDS.sleep(40);
            List<Request> requests = provider.requests();
            String handedBack = stop(processes);
            List<Request> storm =
                    requests.stream().filter(request -> request.at() < end).toList();
            List<Request> after =
                    requests.stream().filter(request -> request.at() >= end).toList();
            long inTenSeconds = within(after, end, 20, 30);
            assertThat(mostInAWindow(storm)).isLessThanOrEqualTo(workers);
            assertThat(inTenSeconds).isGreaterThanOrEqualTo((long) (0.9 * requestsPerMinute / 6));
            return "| %d | %d | %d | %.1f s | %.1f %% | %d | %s |"
                    .formatted(
                            workers,
                            storm.size(),
                            mostInAWindow(storm),
                            (after.get(0).at() - end) / 1e9,
                            600.0 * inTenSeconds / requestsPerMinute,
                            count(after, 429),
                            handedBack);
        }
    }

    /** Each case has a provider of its own, and so a line of its own. */
    private static void inParallel(List<Callable<String>> cases) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            for (Future<String> row : threads.invokeAll(cases)) {
                System.out.println(row.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Until every worker has sent some requests, and the provider's minute is no longer empty. */
    private static void awaitWork(ProviderStub provider, int workers) throws InterruptedException {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> provider.requests().size() >= 20 * workers);
        TimeUnit.SECONDS.sleep(10);
    }

    /**
     * The most requests within any time that a refusal, once it had arrived, named; those on their way do not count.
     */
    private static long mostInAWindow(List<Request> storm) {
        long arrival = Duration.ofMillis(500).toNanos();
        long most = 0;
        for (Request refusal : storm) {
            long from = refusal.at() + arrival;
            long to = refusal.at() + RETRY_AFTER.toNanos();
            most = Math.max(
                    most,
                    storm.stream()
                            .filter(request -> request.at() > from && request.at() < to)
                            .count());
        }
        return most;
    }

    private static long within(List<Request> requests, long since, int fromSeconds, int toSeconds) {
        return requests.stream()
                .filter(request -> request.status() == 200)
                .filter(request -> request.at() - since >= TimeUnit.SECONDS.toNanos(fromSeconds)
                        && request.at() - since < TimeUnit.SECONDS.toNanos(toSeconds))
                .count();
    }

    private static long count(List<Request> requests, int status) {
        return requests.stream().filter(request -> request.status() == status).count();
    }

    private static Request last(List<Request> requests) {
        return requests.get(requests.size() - 1);
    }

    private List<Process> start(int workers, ProviderStub provider, int requestsPerMinute, int tokensPerMinute)
            throws Exception {
        HikariDataSource pool = database.unwrap(HikariDataSource.class);
        String separator = pool.getJdbcUrl().contains("?") ? "&" : "?";
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            processes.add(GovernorWorker.start(
                    pool.getJdbcUrl() + separator + "currentSchema=" + pool.getSchema(),
                    pool.getUsername(),
                    pool.getPassword(),
                    provider.baseUrl(),
                    requestsPerMinute,
                    tokensPerMinute));
        }
        return processes;
    }

    /** What the processes printed; they had nothing to complain about. */
    private static String stop(List<Process> processes) throws Exception {
        List<String> said = new ArrayList<>();
        for (Process process : processes) {
            process.getOutputStream().close();
            said.add(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
            assertThat(process.waitFor()).isZero();
        }
        return String.join(", ", said);
    }
}
