package io.dromedary.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.Caller;
import io.dromedary.Caller.Answer;
import io.dromedary.Ledger;
import io.dromedary.SecondProcess;
import io.dromedary.StoredObjects;
import io.dromedary.WithApi;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The promises I-1 to I-7 of one key, one job. */
@WithApi
class IdempotencyIT {

    /** More by {@code -Ddromedary.test.uploads}. */
    private static final int REQUESTS = Integer.getInteger("dromedary.test.uploads", 2_000);

    private static final int AT_ONCE = 180;

    @Autowired
    private Caller api;

    @Autowired
    private Ledger ledger;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private StoredObjects stored;

    @Autowired
    private ConfigurableEnvironment environment;

    /** So large that it is claimed before it is stored. */
    private static final String LARGE = "word ".repeat(4_000);

    private final String other = "another-key-" + UUID.randomUUID();
    private final String key = UUID.randomUUID().toString();

    @Test
    void thousandsOfUploadsOfOneKeyToTwoProcessesAreOneJob() throws Exception {
        UUID tenant = newTenantWithQuota();
        Map<String, Integer> outcomes = new TreeMap<>();
        Set<String> bodies = new HashSet<>();
        int before = stored.begun();
        int begun;
        long start;
        try (SecondProcess second = new SecondProcess(environment)) {
            start = System.nanoTime();
            for (HttpResponse<String> answer : uploadAll(List.of(api.port, second.port()))) {
                boolean replayed =
                        answer.headers().firstValue("Idempotent-Replayed").isPresent();
                outcomes.merge(answer.statusCode() + (replayed ? " replayed" : ""), 1, Integer::sum);
                if (answer.statusCode() == 202) {
                    bodies.add(answer.body());
                }
            }
            begun = stored.begun() - before + second.stored();
        }
        int busy = outcomes.getOrDefault("409", 0);
        int accepted = outcomes.getOrDefault("202", 0);
        int replayed = outcomes.getOrDefault("202 replayed", 0);
        List<String> kept = api.originals().stream()
                .filter(object -> object.startsWith(tenant + "/"))
                .toList();
        long jobs = ledger.count("job where tenant_id = ?", tenant);
        long charged = ledger.value(Long.class, "select used from quota where tenant_id = ?", tenant);
        System.out.printf(
                "I-1: attempts %d, accepted %d, refused %d, duplicated %d, unexpected %d (replayed %d; two processes, "
                        + "%d at once, %.1f s; jobs %d, objects begun %d, kept %d, charged %d, different bodies %d)%n",
                REQUESTS,
                accepted,
                busy,
                jobs - 1,
                REQUESTS - accepted - busy - replayed,
                replayed,
                AT_ONCE,
                (System.nanoTime() - start) / 1e9,
                jobs,
                begun,
                kept.size(),
                charged,
                bodies.size());
        assertThat(outcomes.keySet()).isSubsetOf("202", "202 replayed", "409");
        assertThat(accepted).isOne();
        assertThat(bodies).hasSize(1);
        assertThat(kept).hasSize(1);
        assertThat(begun).as("objects begun").isOne();
        assertThat(jobs).isOne();
        assertThat(charged).isOne();
    }

    private UUID newTenantWithQuota() {
        UUID tenant = newTenant(other);
        jdbc.sql("""
                        insert into quota (tenant_id, resource, period, allowed, starts_on)
                        values (:tenant, 'documents', 'month', 10, period_start('month'))""").param("tenant", tenant).update();
        return tenant;
    }

    private List<HttpResponse<String>> uploadAll(List<Integer> ports) throws Exception {
        List<HttpRequest> requests = ports.stream()
                .map(port -> HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/documents"))
                        .header("Authorization", "Bearer " + other)
                        .header("Idempotency-Key", key)
                        .POST(BodyPublishers.ofString(LARGE))
                        .build())
                .toList();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        // One process may be slower than the other; neither takes more of one tenant than it has slots for.
        List<Semaphore> places = ports.stream()
                .map(port -> new Semaphore(AT_ONCE / ports.size()))
                .toList();
        for (int i = 0; i < REQUESTS; i++) {
            Semaphore free = places.get(i % places.size());
            free.acquire();
            answers.add(api.http
                    .sendAsync(requests.get(i % requests.size()), BodyHandlers.ofString())
                    .whenComplete((answer, failure) -> free.release()));
        }
        return answers.stream().map(CompletableFuture::join).toList();
    }

    @Test
    void anUploadInAnotherProcessIsWaitedForAndACrashOfItIsNoEternalLock() throws Exception {
        UUID tenant = newTenant(other);
        jdbc.sql("""
                        insert into upload_claim (tenant_id, key, id, expires_at)
                        values (:tenant, :key, gen_random_uuid(), now() + interval '15 seconds')""").param("tenant", tenant).param("key", key).update();
        long start = System.nanoTime();
        int busy = 0;
        Answer answer = api.send(ofOther(LARGE));
        for (; answer.status() == 409; answer = api.send(ofOther(LARGE))) {
            assertThat(answer.get("code")).isEqualTo("idempotency_key_in_use");
            assertThat(answer.header("Retry-After")).isEqualTo("5");
            busy++;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "I-4: claim of a process that is gone: attempts %d, accepted 1, refused %d, duplicated 0, unexpected 0, "
                        + "usable after %.1f s%n",
                busy + 1, busy, seconds);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        assertThat(seconds).isBetween(10.0, 40.0);
    }

    private UUID newTenant(String apiKey) {
        UUID tenant = ledger.newTenant();
        jdbc.sql("""
                        insert into api_key (id, tenant_id, prefix, hash)
                        values (gen_random_uuid(), :tenant, 'another', sha256(:key::bytea))""").param("tenant", tenant).param("key", apiKey).update();
        return tenant;
    }

    private HttpRequest.Builder ofOther(String content) {
        return HttpRequest.newBuilder(api.request("/v1/documents").build().uri())
                .header("Authorization", "Bearer " + other)
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(content));
    }

    @Test
    void aReplayIsMarkedAndTheSameToTheByte() throws Exception {
        Answer first = api.send(api.upload(key, "hello"));
        Answer second = api.send(api.upload(key, "hello"));
        assertThat(second.status()).isEqualTo(202);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(first.header("Idempotent-Replayed")).isEmpty();
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
    }

    @Test
    void theSameKeyForAnythingElseIsRefused() throws Exception {
        assertThat(api.send(api.upload(key, "hello")).status()).isEqualTo(202);
        List<String> before = api.originals();
        List<UnaryOperator<HttpRequest.Builder>> changes = List.of(
                request -> request.POST(BodyPublishers.ofString("hallo")),
                request -> request.header("X-Priority", "low"),
                request -> request.header("X-External-Id", "a"),
                request -> request.header("X-Filename", "a.txt"),
                request -> request.header("Content-Type", "text/markdown"));
        for (UnaryOperator<HttpRequest.Builder> change : changes) {
            Answer answer = api.send(change.apply(api.upload(key, "hello")));
            assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
            assertThat(answer.get("code")).isEqualTo("idempotency_key_reused");
        }
        assertThat(before).containsAll(api.originals());
        Answer same = api.send(api.upload(key, "hello").header("X-Priority", "Normal"));
        assertThat(same.status()).isEqualTo(202);
        System.out.printf(
                "I-2: attempts %d, accepted 0, refused %d, duplicated 0, unexpected 0%n",
                changes.size(), changes.size());
    }

    @Test
    void aKeyBehindTheDocumentCountsAsWell() throws Exception {
        String form = UploadIT.part("document", "hello") + UploadIT.part("idempotencyKey", key) + "--xyz--\r\n";
        HttpRequest.Builder request = api.request("/v1/documents")
                .header("Content-Type", "multipart/form-data; boundary=xyz")
                .POST(BodyPublishers.ofString(form));
        Answer first = api.send(request);
        List<String> before = api.originals();
        Answer second = api.send(request);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(before).containsAll(api.originals());
    }

    @Test
    void anotherTenantMayUseTheSameKey() throws Exception {
        newTenant(other);
        Answer mine = api.send(api.upload(key, "hello"));
        Answer theirs = api.send(ofOther("quite another"));
        assertThat(theirs.status()).as(theirs.toString()).isEqualTo(202);
        assertThat(theirs.jobId()).isNotEqualTo(mine.jobId());
        System.out.println("I-3: attempts 2, accepted 2, refused 0, duplicated 0, unexpected 0");
    }

    @Test
    void anUploadThatBreaksOffDoesNotHoldItsKey() throws Exception {
        List<String> before = api.originals();
        for (int i = 0; i < 20; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port)) {
                socket.getOutputStream().write("""
                        POST /v1/documents HTTP/1.1\r
                        Host: localhost\r
                        Authorization: Bearer a-key-for-tests-only\r
                        Idempotency-Key: %s\r
                        Content-Length: 1000000\r
                        \r
                        half of it""".formatted(key).getBytes(StandardCharsets.US_ASCII));
            }
        }
        Answer answer = api.send(api.upload(key, LARGE));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        assertThat(answer.header("Idempotent-Replayed")).isEmpty();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> api.originals().stream()
                                .filter(object -> !before.contains(object))
                                .count()
                        == 1);
        System.out.println("I-4: attempts 21, accepted 1, refused 20 (broken off), duplicated 0, unexpected 0");
    }

    @Test
    void anExpiredKeyMakesANewJobAndIsRemovedWhenNobodyAsks() throws Exception {
        Answer first = api.send(api.upload(key, "hello"));
        age(key);
        Answer second = api.send(api.upload(key, "hello"));
        assertThat(second.status()).isEqualTo(202);
        assertThat(second.header("Idempotent-Replayed")).isEmpty();
        assertThat(second.jobId()).isNotEqualTo(first.jobId());
        age(key);
        await().atMost(Duration.ofSeconds(60)).until(() -> ledger.count("idempotency_key where key = ?", key) == 0);
        System.out.println("I-5: attempts 2, accepted 2, refused 0, duplicated 0, unexpected 0; then purged");
    }

    private void age(String name) {
        jdbc.sql("update idempotency_key set expires_at = now() where key = :key")
                .param("key", name)
                .update();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\"\"", "a b", "\"a", "a\"b"})
    void refusesAMalformedKey(String malformed) throws Exception {
        Answer answer = api.send(api.upload(malformed, "hello"));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.get("code")).isEqualTo("invalid_request");
    }

    @Test
    void refusesALongKeyTwoKeysAndNone() throws Exception {
        assertThat(api.send(api.upload("k".repeat(256), "hello")).status()).isEqualTo(400);
        assertThat(api.send(api.upload(key, "hello").header("Idempotency-Key", "another"))
                        .status())
                .isEqualTo(400);
        assertThat(api.send(api.upload(key, "hello").header("X-Idempotency-Key", "another"))
                        .status())
                .isEqualTo(400);
        Answer none = api.send(api.request("/v1/documents").POST(BodyPublishers.ofString("hello")));
        assertThat(none.status()).isEqualTo(400);
        assertThat(none.get("code")).isEqualTo("idempotency_key_required");
    }

    @Test
    void theQuotedAndTheBareFormAndTheOtherHeaderAreTheSameKey() throws Exception {
        Answer bare = api.send(api.upload(key, "hello"));
        Answer quoted = api.send(api.upload('"' + key + '"', "hello"));
        Answer other = api.send(
                api.request("/v1/documents").header("X-Idempotency-Key", key).POST(BodyPublishers.ofString("hello")));
        assertThat(quoted.jobId()).isEqualTo(bare.jobId());
        assertThat(other.jobId()).isEqualTo(bare.jobId());
    }

    @Test
    void aRefusedUploadLeavesItsKeyFree() throws Exception {
        assertThat(api.send(api.upload(key, "%!PS-Adobe-3.0")).status()).isEqualTo(415);
        assertThat(api.send(api.upload(key, "")).status()).isEqualTo(422);
        Answer answer = api.send(api.upload(key, "hello"));
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.header("Idempotent-Replayed")).isEmpty();
        System.out.println("I-7: attempts 3, accepted 1, refused 2, duplicated 0, unexpected 0");
    }
}
