package io.dromedary.passthrough;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.dromedary.AcrossTenantsInTests;
import io.dromedary.ClosedAtTheEnd;
import io.dromedary.Ledger;
import io.dromedary.OwnPlaces;
import io.dromedary.Requests;
import io.dromedary.index.Vectors;
import io.dromedary.store.ObjectStore;
import io.dromedary.webhook.Receiving;
import io.dromedary.webhook.Receiving.Answer;
import io.dromedary.webhook.Receiving.Message;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.codec.digest.DigestUtils;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ContextConfiguration;

/**
 * R33 over HTTP, with a real receiver: the promises W-10, Z-3, Z-5 and Z-7. {@code ZeroRetentionIT} looks for remains.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "dromedary.api-key=" + Requests.DEFAULT_KEY,
            "dromedary.admin-key=" + Requests.ADMIN_KEY,
            "dromedary.secret-key=a-secret-key-for-tests-of-passthrough",
            "dromedary.rate.requests-per-minute=100000",
            "dromedary.egress.allowed-subnets=127.0.0.1/32",
            "dromedary.retention.interval=1s",
            "management.server.port=0"
        })
@ContextConfiguration(initializers = OwnPlaces.class)
@ExtendWith({AcrossTenantsInTests.class, ClosedAtTheEnd.class})
@Import({Ledger.class, Requests.class})
class PassthroughIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Autowired
    private Requests api;

    @Autowired
    private Ledger ledger;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private ObjectStore store;

    private String key = "";
    private String secret = "";

    @BeforeEach
    void newTenant() throws Exception {
        key = api.newKey(api.newTenant("[]")).value();
        secret = Requests.json(api.call("POST", "/v1/webhooks/secret/rotate", key, null))
                .path("secret")
                .asText();
    }

    private static String text(int paragraphs) {
        StringBuilder text = new StringBuilder("# The caravan\n\n");
        for (int i = 0; i < 6 * paragraphs; i++) {
            text.append("Sentence %d tells of dromedary %s, who crossed the desert with %d waterskins and came home.%s"
                    .formatted(i, UUID.randomUUID(), i, i % 6 == 5 ? "\n\n" : " "));
        }
        return text.toString();
    }

    private HttpResponse<String> upload(String url, String content, String... more) throws Exception {
        List<String> headers = new ArrayList<>(List.of(
                "Content-Type",
                "text/markdown",
                "Idempotency-Key",
                UUID.randomUUID().toString(),
                "X-Passthrough",
                "true",
                "X-Webhook-Url",
                url));
        headers.addAll(List.of(more));
        return api.call("POST", "/v1/documents", key, content, headers.toArray(String[]::new));
    }

    private UUID accepted(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return UUID.fromString(Requests.json(answer).path("jobId").asText());
    }

    private JsonNode job(UUID job) throws Exception {
        return Requests.json(api.call("GET", "/v1/jobs/" + job, key, null));
    }

    private JsonNode retention(UUID job) throws Exception {
        return Requests.json(api.call("GET", "/v1/jobs/%s/retention".formatted(job), key, null));
    }

    private void awaitStatus(UUID job, String status) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> job(job).path("status").asText(), status::equals);
    }

    /** The proof for the customer says so, and so do the ledger and the object store. */
    private void assertGone(UUID job) throws Exception {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> !retention(job).path("goneSince").isNull());
        JsonNode retention = retention(job);
        assertThat(retention.path("held")).isEmpty();
        assertThat(retention.path("mode").asText()).isEqualTo("passthrough");
        assertThat(retention.path("unreadableSince").isNull()).isFalse();
        String object = ledger.value(String.class, "select object_key from passthrough where job_id = ?", job);
        assertThat(store.exists(object)).isFalse();
        assertThat(ledger.count(
                        "passthrough where job_id = ? and (sealed_key is not null or notes is not null or digest is not null)",
                        job))
                .isZero();
        UUID document = ledger.value(UUID.class, "select document_id from job where id = ?", job);
        assertThat(ledger.count("chunk where document_id = ?", document)).isZero();
        assertThat(ledger.count(
                        "document_version where document_id = ? and (filename is not null or metadata <> '{}' or content is not null)",
                        document))
                .isZero();
        assertThat(ledger.count("embedding e join job on job.tenant_id = e.tenant_id where job.id = ?", job))
                .isZero();
    }

    private static List<JsonNode> bodies(Receiving receiver, String type) throws Exception {
        List<JsonNode> bodies = new ArrayList<>();
        for (Message message : receiver.journal()) {
            JsonNode body = JSON.readTree(message.body());
            if (body.path("type").asText().equals(type)) {
                bodies.add(body);
            }
        }
        return bodies;
    }

    private static void assertMatchesItsSchema(JsonNode body) throws Exception {
        String schema = Files.readString(
                Path.of("docs/webhooks/%s.json".formatted(body.path("type").asText())));
        assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                        .getSchema(schema)
                        .validate(body))
                .as(body.toString())
                .isEmpty();
    }

    /** As docs/webhooks.md tells receivers to do it. */
    private static String digest(List<JsonNode> parts) {
        byte[] digest = new byte[32];
        for (JsonNode part : parts) {
            var hash = DigestUtils.getSha256Digest();
            part.at("/data/chunks").forEach(chunk -> {
                for (String field : List.of("header", "text")) {
                    byte[] bytes = chunk.path(field).asText().getBytes(UTF_8);
                    hash.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
                    hash.update(bytes);
                }
            });
            byte[] ofPart = hash.digest();
            assertThat(part.at("/data/sha256").asText())
                    .isEqualTo(HexFormat.of().formatHex(ofPart));
            digest = DigestUtils.sha256(
                    ByteBuffer.allocate(64).put(digest).put(ofPart).array());
        }
        return HexFormat.of().formatHex(digest);
    }

    @ParameterizedTest
    @CsvSource({"base64", "json"})
    void theResultArrivesSignedAndWholeAndNothingIsKept(String format) throws Exception {
        try (Receiving receiver = new Receiving(Answer.status(204))) {
            String text = text(60);
            UUID job = accepted(upload(
                    receiver.url("/result"),
                    text,
                    "X-Vectors",
                    format,
                    "X-Filename",
                    "caravan.md",
                    "X-Metadata",
                    "{\"route\":\"silk\"}"));
            awaitStatus(job, "completed");
            assertGone(job);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> bodies(receiver, "document.completed").size() == 1);

            assertThat(receiver.journal()).allMatch(message -> message.verifies(secret));
            List<JsonNode> parts = bodies(receiver, "result.part");
            JsonNode summary = bodies(receiver, "result.summary").get(0);
            assertMatchesItsSchema(summary);
            for (JsonNode part : parts) {
                assertMatchesItsSchema(part);
            }
            assertThat(parts)
                    .extracting(part -> part.at("/data/number").asInt())
                    .containsExactlyElementsOf(java.util.stream.IntStream.rangeClosed(1, parts.size())
                            .boxed()
                            .toList());
            assertThat(parts.size()).isGreaterThan(2);
            assertThat(summary.at("/data/parts").asInt()).isEqualTo(parts.size());
            assertThat(summary.at("/data/sha256").asText()).isEqualTo(digest(parts));
            assertThat(summary.at("/data/filename").asText()).isEqualTo("caravan.md");
            assertThat(summary.at("/data/metadata/route").asText()).isEqualTo("silk");

            List<JsonNode> chunks = new ArrayList<>();
            parts.forEach(part -> part.at("/data/chunks").forEach(chunks::add));
            assertThat(summary.at("/data/chunks").asInt()).isEqualTo(chunks.size());
            assertSameAsAPreview(text, chunks);
            for (JsonNode chunk : chunks) {
                float[] vector = vector(chunk.path("vector"));
                double norm = 0;
                for (float component : vector) {
                    norm += component * component;
                }
                assertThat(norm).isBetween(0.999, 1.001);
            }
            JsonNode done = job(job);
            assertThat(done.at("/progress/chunks").asInt()).isEqualTo(chunks.size());
            JsonNode documents = Requests.json(api.call("GET", "/v1/documents", key, null));
            assertThat(documents.path("documents")).isEmpty();
            assertThat(api.call(
                                    "GET",
                                    "/v1/documents/%s/original"
                                            .formatted(done.path("documentId").asText()),
                                    key,
                                    null)
                            .statusCode())
                    .isEqualTo(410);
        }
    }

    private static float[] vector(JsonNode node) {
        if (node.isTextual()) {
            return Vectors.fromBytes(Base64.getDecoder().decode(node.asText()));
        }
        float[] vector = new float[node.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = node.get(i).floatValue();
        }
        return vector;
    }

    private void assertSameAsAPreview(String text, List<JsonNode> chunks) throws Exception {
        JsonNode preview = Requests.json(api.call("POST", "/v1/preview", key, text, "Content-Type", "text/markdown"));
        assertThat(chunks).hasSize(preview.path("chunkCount").asInt());
        int i = 0;
        for (JsonNode expected : preview.path("chunks")) {
            for (String field :
                    List.of("ordinal", "passage", "header", "text", "start", "end", "pages", "headings", "tokens")) {
                assertThat(chunks.get(i).path(field)).isEqualTo(expected.path(field));
            }
            i++;
        }
    }

    @Test
    void aReceiverThatIsAwayForAWhileGetsEachPartOnce() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Map<String, String> received = new HashMap<>();
        try (Receiving receiver = new Receiving((message, exchange) -> {
            int call = calls.incrementAndGet();
            // The second part and its three repetitions: the job goes back in line.
            boolean away = call >= 2 && call <= 5;
            if (!away) {
                received.merge(message.id(), message.body(), (first, second) -> first + " and " + second);
            }
            exchange.sendResponseHeaders(away ? 503 : 200, -1);
        })) {
            UUID job = accepted(upload(receiver.url("/result"), text(60)));
            Awaitility.await().atMost(PATIENCE).until(() -> calls.get() >= 5);
            awaitStatus(job, "queued");
            JsonNode waiting = job(job);
            assertThat(waiting.at("/error/code").asText()).isEqualTo("receiver_unavailable");
            long embedded = waiting.at("/embedding/tokens").asLong();
            assertThat(retention(job).path("held")).hasSize(2);
            jdbc.sql("update job set due_at = now() where id = :job")
                    .param("job", job)
                    .update();
            awaitStatus(job, "completed");
            assertGone(job);
            assertThat(received.values()).noneMatch(body -> body.contains(" and {"));
            // The part that was refused is embedded again, and nothing else.
            JsonNode done = job(job);
            long tokens = done.at("/progress/tokens").asLong();
            long again = done.at("/embedding/tokens").asLong() - tokens;
            long ofABatch = embedded / 2;
            System.out.printf("Passthrough, receiver away: %d tokens, %d embedded twice%n", tokens, again);
            assertThat(again).isBetween(0L, 2 * ofABatch);
            assertThat(ledger.count("job where id = ? and tries = 1", job)).isOne();
        }
    }

    @Test
    void aReceiverThatIsGoneEndsTheJob() throws Exception {
        try (Receiving receiver = new Receiving(Answer.status(410))) {
            UUID job = accepted(upload(receiver.url("/result"), text(3)));
            awaitStatus(job, "failed");
            assertThat(job(job).at("/error/code").asText()).isEqualTo("endpoint_disabled");
            assertGone(job);
        }
    }

    @Test
    void aReceiverThatNeverAnswersHasADay() throws Exception {
        try (Receiving receiver = new Receiving(Answer.status(500))) {
            UUID job = accepted(upload(receiver.url("/result"), text(3)));
            assertThat(retention(job).path("heldUntil").isNull()).isFalse();
            double hours = ledger.value(
                    Double.class, "select extract(epoch from deadline - created_at) / 3600 from job where id = ?", job);
            assertThat(hours).isBetween(23.99, 24.01);
            awaitStatus(job, "queued");
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> job(job).path("attempt").asInt() == 1
                            && job(job).path("status").asText().equals("queued"));
            jdbc.sql("update job set deadline = now() - interval '1 second' where id = :job")
                    .param("job", job)
                    .update();
            awaitStatus(job, "failed");
            assertThat(job(job).at("/error/code").asText()).isEqualTo("deadline_exceeded");
            assertGone(job);
        }
    }

    @Test
    void aDocumentThatCannotBeReadIsGoneToo() throws Exception {
        try (Receiving receiver = new Receiving(Answer.status(204))) {
            HttpResponse<String> answer = api.call(
                    "POST",
                    "/v1/documents",
                    key,
                    "%PDF-1.7 and nothing else",
                    "Content-Type",
                    "application/pdf",
                    "Idempotency-Key",
                    UUID.randomUUID().toString(),
                    "X-Passthrough",
                    "true",
                    "X-Webhook-Url",
                    receiver.url("/result"));
            UUID job = accepted(answer);
            awaitStatus(job, "failed");
            assertGone(job);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> bodies(receiver, "document.failed").size() == 1);
        }
    }

    @Test
    void whatIsCancelledIsGone() throws Exception {
        try (Receiving receiver = new Receiving(Answer.status(503))) {
            UUID job = accepted(upload(receiver.url("/result"), text(3)));
            assertThat(api.call("DELETE", "/v1/jobs/" + job, key, null).statusCode())
                    .isLessThan(300);
            awaitStatus(job, "cancelled");
            assertGone(job);
        }
    }

    @Test
    void howMuchIsKeptIsFixed() throws Exception {
        try (Receiving receiver = new Receiving(Answer.status(204))) {
            String id = UUID.randomUUID().toString();
            String text = text(1);
            UUID job = accepted(upload(receiver.url("/result"), text));
            awaitStatus(job, "completed");
            assertThatThrownBy(() -> jdbc.sql("update job set passthrough = false where id = :job")
                            .param("job", job)
                            .update())
                    .isInstanceOf(DataAccessException.class);
            assertThatThrownBy(() -> jdbc.sql("update job set status = 'queued', due_at = now() where id = :job")
                            .param("job", job)
                            .update())
                    .isInstanceOf(DataAccessException.class);
            String[] kept = {
                "Content-Type", "text/markdown", "Idempotency-Key", id, "X-Webhook-Url", receiver.url("/result")
            };
            String[] passedOn = {
                "Content-Type",
                "text/markdown",
                "Idempotency-Key",
                id,
                "X-Webhook-Url",
                receiver.url("/result"),
                "X-Passthrough",
                "true"
            };
            accepted(api.call("POST", "/v1/documents", key, text, passedOn));
            HttpResponse<String> again = api.call("POST", "/v1/documents", key, text, passedOn);
            assertThat(again.statusCode()).isEqualTo(202);
            assertThat(again.headers().firstValue("Idempotent-Replayed")).contains("true");
            HttpResponse<String> other = api.call("POST", "/v1/documents", key, text, kept);
            assertThat(other.statusCode()).isEqualTo(422);
            assertThat(Requests.code(other)).isEqualTo("idempotency_key_reused");
        }
    }

    @Test
    void theRecordOfAJobGoesAfterADay() throws Exception {
        try (Receiving receiver = new Receiving(Answer.status(204))) {
            UUID job = accepted(upload(receiver.url("/result"), text(1)));
            awaitStatus(job, "completed");
            assertGone(job);
            UUID document = ledger.value(UUID.class, "select document_id from job where id = ?", job);
            jdbc.sql("update job set finished_at = now() - interval '25 hours' where id = :job")
                    .param("job", job)
                    .update();
            Awaitility.await().atMost(PATIENCE).until(() -> ledger.count("document where id = ?", document) == 0);
            assertThat(ledger.count("passthrough where job_id = ?", job)).isZero();
        }
    }

    @Test
    void optionsThatContradictAreRefused() throws Exception {
        assertRefused("X-Passthrough", "true");
        assertRefused("X-Passthrough", "true", "X-Webhook-Url", "https://127.0.0.1/x", "X-External-Id", "a");
        assertRefused("X-Vectors", "json");
        assertRefused("X-Passthrough", "true", "X-Webhook-Url", "https://127.0.0.1/x", "X-Vectors", "xml");
    }

    private void assertRefused(String... options) throws Exception {
        List<String> headers = new ArrayList<>(List.of(
                "Content-Type",
                "text/plain",
                "Idempotency-Key",
                UUID.randomUUID().toString()));
        headers.addAll(List.of(options));
        HttpResponse<String> answer = api.call("POST", "/v1/documents", key, "hello", headers.toArray(String[]::new));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(Requests.code(answer)).isEqualTo("invalid_request");
    }

    @Test
    void inAFormTheWishComesBeforeTheDocument() throws Exception {
        try (Receiving receiver = new Receiving(Answer.status(204))) {
            String document = part("document\"; filename=\"a.txt", "A dromedary.");
            String wish = part("passthrough", "true");
            String url = part("webhookUrl", receiver.url("/result"));
            accepted(form(wish + document + url));
            HttpResponse<String> late = form(url + document + wish);
            assertThat(late.statusCode()).isEqualTo(400);
            assertThat(late.body()).contains("comes before");
        }
    }

    private HttpResponse<String> form(String parts) throws Exception {
        return api.call(
                "POST",
                "/v1/documents",
                key,
                parts + "--b--\r\n",
                "Content-Type",
                "multipart/form-data; boundary=b",
                "Idempotency-Key",
                UUID.randomUUID().toString());
    }

    private static String part(String name, String value) {
        return "--b\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n".formatted(name, value);
    }
}
