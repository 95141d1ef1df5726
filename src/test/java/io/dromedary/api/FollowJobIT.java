package io.dromedary.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.api.ApiWorld.Client;
import io.dromedary.api.EventReader.Event;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.Claim;
import io.dromedary.job.Endings;
import io.dromedary.job.JobEvent;
import io.dromedary.job.JobNews;
import io.dromedary.job.JobStatus;
import io.dromedary.job.Leases;
import io.dromedary.job.Progress;
import io.dromedary.tenant.RequestRates;
import io.dromedary.tenant.Tenant;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.util.ReflectionTestUtils;

/** Clients that follow a job hear of every change, once. */
@WithJobsApi
class FollowJobIT {

    private final Failure passing = new Failure.Transient(ErrorCode.STORE_UNAVAILABLE, "away");

    @Autowired
    private ApiWorld world;

    @Autowired
    private Leases leases;

    @Autowired
    private Endings endings;

    @Autowired
    private JobWatch watch;

    @Autowired
    private RequestRates rates;

    private Client client;
    private UUID job = new UUID(0, 0);

    @BeforeEach
    void newJob() throws Exception {
        awaitFollowers(0);
        world.clearLine();
        client = world.newClient();
        job = world.insertJob(client.tenant, "queued", "2025-11-03T09:00:00Z");
    }

    @Test
    void aStreamTellsEveryChangeAndTheProgressAndEnds() throws Exception {
        try (EventReader events = client.events(job, null)) {
            assertThat(events.answer.statusCode()).isEqualTo(200);
            assertThat(events.answer.headers().firstValue("Content-Type")).contains("text/event-stream;charset=UTF-8");
            assertThat(events.answer.headers().firstValue("Cache-Control")).contains("no-cache");
            Claim claim = world.claim(job);
            Event running = events.changes(1).get(0);
            assertThat(running.data()).startsWith("{\"status\":\"running\",\"attempt\":1,\"cause\":null,\"at\":\"20");
            leases.report(claim, new Progress(2, 40, 3977));
            assertThat(events.next())
                    .isEqualTo(new Event(
                            null,
                            "progress",
                            "{\"stage\":\"embedding\",\"attempt\":1,\"pages\":2,\"chunks\":40,\"tokens\":3977}"));
            endings.complete(claim, new Progress(3, 60, 5900));
            List<Event> rest = events.rest();
            assertThat(rest).extracting(Event::type).containsExactly("progress", "status");
            assertThat(rest.get(1).data()).startsWith("{\"status\":\"completed\"");
            assertThat(List.of(running.id(), rest.get(1).id())).isEqualTo(world.eventIds(job));
        }
    }

    @Test
    void whereverItBreaksOffTheNextStreamGoesOnWithoutLossOrRepetition() throws Exception {
        List<Long> seen = new ArrayList<>();
        Claim first = world.claim(job);
        seen.addAll(readAndBreakOff(null, 1));
        endings.retry(first, passing);
        Claim second = world.claim(job);
        seen.addAll(readAndBreakOff(seen.get(0), 2));
        endings.retry(second, passing);
        seen.addAll(readAndBreakOff(seen.get(2), 1));
        Claim third = world.claim(job);
        endings.abandon(third, passing, JobStatus.DEAD);
        try (EventReader events = client.events(job, seen.get(3))) {
            events.rest().forEach(event -> seen.add(event.id()));
        }
        assertThat(seen).isEqualTo(world.eventIds(job)).hasSize(6);
        for (int known = 0; known < seen.size() - 1; known++) {
            try (EventReader events = client.events(job, seen.get(known))) {
                assertThat(events.rest()).extracting(Event::id).isEqualTo(seen.subList(known + 1, seen.size()));
            }
        }
    }

    private List<Long> readAndBreakOff(@Nullable Long lastEventId, int count) throws Exception {
        try (EventReader events = client.events(job, lastEventId)) {
            return events.changes(count).stream()
                    .map(event -> Objects.requireNonNull(event.id()))
                    .toList();
        }
    }

    @Test
    void whoHasSeenTheEndIsToldNotToConnectAgain() throws Exception {
        endings.complete(world.claim(job), Progress.NONE);
        long last = world.eventIds(job).get(1);
        try (EventReader events = client.events(job, last)) {
            assertThat(events.answer.statusCode()).isEqualTo(204);
        }
    }

    @Test
    void aSilentStreamStaysOpenByComments() throws Exception {
        try (EventReader events = client.events(job, null)) {
            assertThat(events.comment()).isEqualTo(":");
            endings.cancel(job);
            assertThat(events.rest()).hasSize(1);
        }
    }

    @Test
    void moreStreamsThanATenantMayHaveAreRefusedUntilOneEnds() throws Exception {
        List<EventReader> open = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                open.add(client.events(job, null));
            }
            HttpResponse<String> refused = client.get("/v1/jobs/" + job + "/events");
            assertThat(client.body(refused, 503).path("code").asText()).isEqualTo("too_many_followers");
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            Client other = world.newClient();
            open.add(other.events(world.insertJob(other.tenant, "queued", "2025-11-03T09:00:00Z"), null));
            assertThat(open.get(4).answer.statusCode()).as("another tenant").isEqualTo(200);
            open.get(0).close();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
                EventReader next = client.events(job, null);
                open.add(next);
                return next.answer.statusCode() == 200;
            });
        } finally {
            for (EventReader stream : open) {
                stream.close();
            }
        }
    }

    @Test
    void aClientThatDoesNotReadHoldsNobodyUpAndMissesNothing() throws Exception {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            HttpRequest request = client.to("/v1/jobs/" + job + "/events").build();
            socket.connect(
                    new InetSocketAddress(request.uri().getHost(), request.uri().getPort()));
            socket.getOutputStream().write("""
                    GET %s HTTP/1.0\r
                    Host: localhost\r
                    Authorization: %s\r
                    \r
                    """.formatted(
                            request.uri().getPath(),
                            request.headers().firstValue("Authorization").orElseThrow())
                    .getBytes(StandardCharsets.UTF_8));
            awaitFollowers(1);
            EventStream stream = (EventStream) watchers().iterator().next();
            long written = 0;
            while (isWrittenSoon(stream, written + 1)) {
                written++;
            }
            assertThat(written).isBetween(10L, 10_000L);
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (long id = 1; id <= written; id++) {
                assertThat(nextId(lines)).isEqualTo(id);
            }
            long next = written + 1;
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> tell(stream, next) == next);
            assertThat(nextId(lines)).isEqualTo(next);
        }
    }

    private static boolean isWrittenSoon(EventStream stream, long id) {
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(2))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> tell(stream, id) == id);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    /** Tells of a large event; the id of the last one that was written. */
    private static long tell(EventStream stream, long id) {
        JobEvent event = new JobEvent(id, Instant.EPOCH, JobStatus.RUNNING, 1, "x".repeat(10_000));
        stream.tell(new JobNews(JobStatus.RUNNING, "embedding", 1, Progress.NONE, List.of(event)));
        return stream.question().after();
    }

    private static long nextId(BufferedReader lines) throws Exception {
        String line = lines.readLine();
        while (!line.startsWith("id: ")) {
            line = lines.readLine();
        }
        return Long.parseLong(line.substring(4));
    }

    @Test
    void aStreamNeedsAKeyAnEventIdAndGet() throws Exception {
        String path = "/v1/jobs/" + job + "/events";
        HttpResponse<String> noKey = client.send(client.to(path).setHeader("Authorization", "Bearer nobody"));
        assertThat(client.body(noKey, 401).path("code").asText()).isEqualTo("unauthorized");
        HttpResponse<String> noId = client.send(client.to(path).header("Last-Event-ID", "1e9"));
        assertThat(client.body(noId, 400).path("code").asText()).isEqualTo("invalid_request");
        HttpResponse<String> noGet = client.send(client.to(path).DELETE());
        assertThat(client.body(noGet, 405).path("code").asText()).isEqualTo("method_not_allowed");
        assertThat(noGet.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    @Test
    void aWaitingRequestIsAnsweredByTheChange() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = waitFor(job, tag());
        awaitFollowers(1);
        Claim claim = world.claim(job);
        assertThat(client.body(answer.get(), 200).path("status").asText()).isEqualTo("running");
        assertThat(answer.get().headers().firstValue("Preference-Applied")).contains("wait=30");
        CompletableFuture<HttpResponse<String>> further =
                waitFor(job, answer.get().headers().firstValue("ETag").orElseThrow());
        awaitFollowers(1);
        leases.report(claim, new Progress(0, 20, 180));
        assertThat(client.body(further.get(), 200).at("/progress/chunks").asInt())
                .isEqualTo(20);
    }

    @Test
    void whenNothingChangesTheClientKeepsWhatItHas() throws Exception {
        HttpResponse<String> kept = client.send(
                client.to("/v1/jobs/" + job).header("Prefer", "wait=1").header("If-None-Match", tag()));
        assertThat(kept.statusCode()).isEqualTo(304);
        assertThat(kept.body()).isEmpty();
        assertThat(kept.headers().firstValue("ETag")).contains(tag());
        HttpResponse<String> told = client.send(client.to("/v1/jobs/" + job).header("Prefer", "wait=1"));
        assertThat(client.body(told, 200).path("status").asText()).isEqualTo("queued");
        assertThat(told.headers().firstValue("Preference-Applied")).contains("wait=1");
    }

    @Test
    void nobodyWaitsForWhatIsKnownNewOrOver() throws Exception {
        assertThat(waitFor(job, "W/\"queued.9.0.0.0\"").get().headers().firstValue("Preference-Applied"))
                .isEmpty();
        Client other = world.newClient();
        HttpResponse<String> foreign = other.send(other.to("/v1/jobs/" + job).header("Prefer", "wait=30"));
        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(foreign.headers().firstValue("Preference-Applied")).isEmpty();
        endings.cancel(job);
        HttpResponse<String> over = waitFor(job, tag()).get();
        assertThat(over.statusCode()).isEqualTo(304);
        assertThat(over.headers().firstValue("Preference-Applied")).isEmpty();
    }

    @Test
    void moreRequestsThanAllowedMayNotWait() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> waiting = List.of(waitFor(job, tag()), waitFor(job, tag()));
        awaitFollowers(2);
        HttpResponse<String> refused = client.send(client.to("/v1/jobs/" + job).header("Prefer", "wait=30"));
        assertThat(client.body(refused, 503).path("code").asText()).isEqualTo("too_many_followers");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        endings.cancel(job);
        for (CompletableFuture<HttpResponse<String>> answer : waiting) {
            assertThat(client.body(answer.get(), 200).path("status").asText()).isEqualTo("cancelled");
        }
    }

    @Test
    void whenTheProcessStopsNobodyIsKept() throws Exception {
        CompletableFuture<HttpResponse<String>> waiting = waitFor(job, tag());
        try (EventReader events = client.events(job, null)) {
            awaitFollowers(2);
            watch.stop();
            assertThat(events.rest())
                    .allSatisfy(event -> assertThat(event.type()).isEqualTo("progress"));
            assertThat(waiting.get().statusCode()).isEqualTo(304);
        } finally {
            watch.start();
        }
    }

    @Test
    void followersAreHeldToTheRequestRateToo() throws Exception {
        try (EventReader events = client.events(job, null)) {
            assertThat(events.answer.headers().firstValue("RateLimit")).isPresent();
        }
        endings.cancel(job);
        Tenant tenant = new Tenant(client.tenant, client.tenant.toString());
        for (String path : List.of("/v1/jobs/" + job + "/events", "/v1/jobs/" + job)) {
            HttpResponse<String> refused = Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> getExhausted(tenant, path), answer -> answer.statusCode() == 429);
            assertThat(client.body(refused, 429).path("code").asText()).isEqualTo("rate_limited");
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        }
    }

    /** Uses up what the tenant has; a tenth of a second later there is one more. */
    private HttpResponse<String> getExhausted(Tenant tenant, String path) throws Exception {
        while (rates.count(tenant).pause().isZero()) {
            // There is some left.
        }
        return client.send(client.to(path).header("Last-Event-ID", "999999999999999999"));
    }

    private String tag() throws Exception {
        return client.get("/v1/jobs/" + job).headers().firstValue("ETag").orElseThrow();
    }

    private CompletableFuture<HttpResponse<String>> waitFor(UUID job, String tag) {
        HttpRequest request = client.to("/v1/jobs/" + job)
                .header("Prefer", "wait=30")
                .header("If-None-Match", tag)
                .build();
        return HttpClient.newHttpClient().sendAsync(request, BodyHandlers.ofString());
    }

    private void awaitFollowers(int count) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> watchers().size() == count);
    }

    private Collection<?> watchers() {
        return (Collection<?>) Objects.requireNonNull(ReflectionTestUtils.getField(watch, "watchers"));
    }
}
