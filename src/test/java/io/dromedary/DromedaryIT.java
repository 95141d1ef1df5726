package io.dromedary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import software.amazon.awssdk.services.s3.S3Client;

/** The whole way of a document over real HTTP, and every refusal on it. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "management.server.port=0",
            "dromedary.api-key=" + DromedaryIT.KEY,
            "dromedary.intake.max-size=256KB",
            "dromedary.preview.max-size=64KB",
            "dromedary.dispatch.queue=dromedary.whole-way.v1",
            "dromedary.store.bucket=whole-way"
        })
// Two services on one ledger would work on each other's jobs.
@DirtiesContext
@ExtendWith(AcrossTenantsInTests.class)
class DromedaryIT {

    static final String KEY = "the-key-of-the-whole-way";

    private static final String GUIDE = """
            # Desert guide 🐪

            Travellers cross the sand at night. %1$s

            ## Water

            Oases 🌴 are marked on the map in blue. Fill every bottle. %1$s

            ## Shelter

            A tent of goat hair keeps the heat outside.
            """.formatted("Sand finds its way into boots and books. ".repeat(15))
            .replace("\n", "\r\n");

    @TempDir
    static Path data;

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    S3Client s3;

    @Autowired
    AmqpAdmin broker;

    @Value("${dromedary.dispatch.queue}")
    String queue;

    private Api api;

    @DynamicPropertySource
    static void keepDataApart(DynamicPropertyRegistry properties) {
        properties.add("dromedary.data-dir", data::toString);
    }

    @BeforeEach
    void connect() throws Exception {
        api = new Api("http://localhost:" + port, KEY);
    }

    @Test
    void findsAPassageOfMarkdownAtItsExactPlaceBelowItsHeadings() throws Exception {
        JsonNode job = api.finished(api.upload(GUIDE.getBytes(UTF_8), "text/markdown"));

        assertThat(job.path("status").asText()).isEqualTo("completed");
        assertThat(job.path("stage").asText()).isEqualTo("finished");
        assertThat(job.path("attempt").asInt()).isEqualTo(1);
        JsonNode hit = firstHit(job, "Where do I find water?");
        assertThat(hit.path("text").asText()).contains("Oases 🌴 are marked on the map in blue.");
        assertThat(hit.path("headings")).extracting(JsonNode::asText).containsExactly("Desert guide 🐪", "Water");
        assertThat(hit.path("pages")).isEmpty();
        assertThat(slice(GUIDE, hit)).isEqualTo(hit.path("text").asText());
    }

    @Test
    void findsAPassageOfTextThatCameWithoutItsLength() throws Exception {
        String text = "Camels 🐫 store fat.\r\n\r\nThe caravan leaves at dawn.\r\n";

        JsonNode job = api.finished(api.uploadChunked(text.getBytes(UTF_8), "text/plain"));

        JsonNode hit = firstHit(job, "When does the caravan leave?");
        assertThat(hit.path("text").asText()).contains("The caravan leaves at dawn.");
        assertThat(slice(text, hit)).isEqualTo(hit.path("text").asText());
    }

    @Test
    void findsAPassageOfAPdfThatCameInAFormOnItsPage() throws Exception {
        byte[] pdf = Pdfs.of(
                "The first page is about the weather.",
                "The second page tells how to saddle a dromedary.",
                "The third page lists the wells.");

        JsonNode job = api.finished(api.uploadForm(pdf, "application/pdf", "guide.pdf"));

        assertThat(job.path("progress").path("pages").asInt()).isEqualTo(3);
        JsonNode hit = firstHit(job, "How do I saddle a dromedary?");
        int first = hit.path("pages").path(0).asInt();
        int last = hit.path("pages").path(1).asInt();
        assertThat(2).isBetween(first, last);
        assertThat(hit.path("text").asText()).contains("saddle a dromedary");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vector", "keyword", "hybrid"})
    void findsInEveryModeWhatTheFilterLetsThrough(String mode) throws Exception {
        JsonNode guide = api.finished(api.upload(GUIDE.getBytes(UTF_8), "text/markdown"));
        String search = """
                {"query": "oases on the map", "mode": "%s", "merge": true,
                 "filter": {"documentIds": ["%s"], "mediaTypes": ["%s"], "uploadedFrom": "2026-01-01T00:00:00Z"}}""";

        JsonNode hits = api.body(api.search(search.formatted(mode, documentId(guide), "text/markdown")))
                .path("hits");
        JsonNode none = api.body(api.search(search.formatted(mode, documentId(guide), "text/plain")))
                .path("hits");

        assertThat(hits.path(0).path("text").asText()).contains("Oases 🌴 are marked");
        assertThat(hits)
                .allSatisfy(hit ->
                        assertThat(slice(GUIDE, hit)).isEqualTo(hit.path("text").asText()));
        assertThat(none).isEmpty();
    }

    @Test
    void whatIsSaidOfADocumentIsShownAndSearchedBy() throws Exception {
        JsonNode lawful = api.finished(api.send(
                "POST",
                "/v1/documents",
                BodyPublishers.ofString(GUIDE),
                Map.of(
                        "Content-Type", "text/markdown",
                        "Idempotency-Key", UUID.randomUUID().toString(),
                        "X-Filename", "guide.md",
                        "X-Metadata", "{\"signed\": \"2026-01-31\", \"pages\": 2.50, \"kind\": \"O'Brien; --\"}")));
        String search = """
                {"query": "oases on the map", "filter": {"documentIds": ["%s"], "metadata": %s}}""";

        JsonNode found = api.body(api.search(search.formatted(
                documentId(lawful),
                "{\"pages\": {\"from\": 2, \"before\": 3}, \"signed\": {\"from\": \"2026-01-31T00:00:00Z\"},"
                        + " \"kind\": [\"law\", \"O'Brien; --\"]}")));
        JsonNode none = api.body(
                api.search(search.formatted(documentId(lawful), "{\"signed\": {\"before\": \"2026-01-31\"}}")));

        assertThat(found.path("hits")).isNotEmpty();
        JsonNode document = found.path("documents").path(0);
        assertThat(document.path("documentId").asText())
                .isEqualTo(documentId(lawful).toString());
        assertThat(document.path("filename").asText()).isEqualTo("guide.md");
        assertThat(document.path("metadata").path("pages").decimalValue()).isEqualByComparingTo("2.5");
        assertThat(document.path("metadata").path("kind").asText()).isEqualTo("O'Brien; --");
        assertThat(none.path("hits")).isEmpty();
        assertThat(none.path("documents")).isEmpty();
        assertProblem(api.search(search.formatted(documentId(lawful), "{\"a b\": 1}")), 400, "invalid_request");
    }

    @Test
    void showsHowADocumentWasCutAndHowItWouldBe() throws Exception {
        JsonNode job = api.finished(api.upload(GUIDE.getBytes(UTF_8), "text/markdown"));
        String path = "/v1/documents/" + documentId(job) + "/chunks";
        int originals = originals();
        long chunks = rows("select count(*) from chunk where version > ?", 0);
        int jobs = jobs();

        JsonNode page = api.body(api.send("GET", path + "?limit=1", BodyPublishers.noBody(), Map.of()));
        JsonNode rest = api.body(api.send(
                "GET", path + "?cursor=" + page.path("nextCursor").asText(), BodyPublishers.noBody(), Map.of()));
        HttpResponse<String> preview = api.send(
                "POST", "/v1/preview", BodyPublishers.ofString(GUIDE), Map.of("Content-Type", "text/markdown"));

        assertThat(page.path("chunks")).hasSize(1);
        assertThat(rest.path("nextCursor").isNull()).isTrue();
        JsonNode would = api.body(preview).path("chunks");
        assertThat(would).hasSize(1 + rest.path("chunks").size());
        assertThat(would.path(0).path("text"))
                .isEqualTo(page.path("chunks").path(0).path("text"));
        for (int i = 1; i < would.size(); i++) {
            JsonNode chunk = rest.path("chunks").path(i - 1);
            assertThat(slice(GUIDE, chunk)).isEqualTo(chunk.path("text").asText());
            assertThat(would.path(i).path("text")).isEqualTo(chunk.path("text"));
        }
        assertThat(api.body(preview).path("tokens").asLong())
                .isEqualTo(job.path("progress").path("tokens").asLong());
        assertThat(originals()).isEqualTo(originals);
        assertThat(jobs()).isEqualTo(jobs);
        assertThat(rows("select count(*) from chunk where version > ?", 0)).isEqualTo(chunks);
        assertProblem(api.as(secondTenant()).send("GET", path, BodyPublishers.noBody(), Map.of()), 404, "not_found");
    }

    @Test
    void keepsNothingOfAPreviewThatFails() throws Exception {
        assertProblem(preview(Pdfs.encrypted("secret"), "application/pdf"), 422, "document_encrypted");
        assertProblem(preview("%PDF-1.7\nno PDF".getBytes(UTF_8), "application/pdf"), 422, "document_corrupt");
        assertProblem(preview("PK\3\4".getBytes(UTF_8), "application/zip"), 415, "unsupported_type");
        assertProblem(preview(new byte[0], "text/plain"), 422, "document_empty");
        assertProblem(preview(new byte[70_000], "text/plain"), 413, "document_too_large");
        try (Stream<Path> left = Files.list(data.resolve("work"))) {
            assertThat(left).isEmpty();
        }
    }

    private HttpResponse<String> preview(byte[] document, String type) throws Exception {
        return api.send("POST", "/v1/preview", BodyPublishers.ofByteArray(document), Map.of("Content-Type", type));
    }

    private JsonNode firstHit(JsonNode job, String question) throws Exception {
        assertThat(job.path("status").asText()).as(job.toString()).isEqualTo("completed");
        JsonNode hits = api.find(question, documentId(job));
        assertThat(hits).isNotEmpty();
        return hits.path(0);
    }

    private static UUID documentId(JsonNode job) {
        return UUID.fromString(job.path("documentId").asText());
    }

    private static String slice(String source, JsonNode hit) {
        int start = source.offsetByCodePoints(0, hit.path("start").asInt());
        return source.substring(
                start,
                source.offsetByCodePoints(
                        start, hit.path("end").asInt() - hit.path("start").asInt()));
    }

    @Test
    void answersARepeatedUploadWithTheSameJobAndKeepsNoSecondObject() throws Exception {
        String key = UUID.randomUUID().toString();
        byte[] document = "The well is dry.".getBytes(UTF_8);
        HttpResponse<String> first = api.upload(document, "text/plain", key);
        api.finished(first);
        int before = originals();

        HttpResponse<String> second = api.upload(document, "text/plain", key);

        assertThat(second.statusCode()).isEqualTo(202);
        assertThat(api.body(second).path("jobId")).isEqualTo(api.body(first).path("jobId"));
        assertThat(originals()).isEqualTo(before);
    }

    @Test
    void refusesAnIdempotencyKeyThatStandsForAnotherDocument() throws Exception {
        String key = UUID.randomUUID().toString();
        api.finished(api.upload("The well is dry.".getBytes(UTF_8), "text/plain", key));
        int before = originals();

        assertProblem(
                api.upload("The well is full.".getBytes(UTF_8), "text/plain", key), 422, "idempotency_key_reused");

        assertThat(originals()).isEqualTo(before);
    }

    @Test
    void failsADocumentThatCannotBeReadAndLeavesNothingOfIt() throws Exception {
        assertFails(Pdfs.encrypted("secret"), "application/pdf", "document_encrypted");
        assertFails(Pdfs.scanned(), "application/pdf", "no_text_layer");
        assertFails("%PDF-1.7\nnot a PDF at all".getBytes(UTF_8), "application/pdf", "document_corrupt");
        assertFails(" \r\n\t\r\n".getBytes(UTF_8), "text/plain", "document_empty");
    }

    private void assertFails(byte[] document, String type, String code) throws Exception {
        int before = originals();
        JsonNode job = api.finished(api.upload(document, type));

        assertThat(job.path("status").asText()).as(job.toString()).isEqualTo("failed");
        assertThat(job.path("error").path("code").asText()).isEqualTo(code);
        assertThat(rows("select count(*) from chunk where document_id = ?", documentId(job)))
                .isZero();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> originals() == before);
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> waiting(queue) == 0);
        assertThat(waiting(queue + ".dead")).isZero();
    }

    private long rows(String sql, Object parameter) {
        return jdbc.sql(sql).param(parameter).query(Long.class).single();
    }

    private int waiting(String name) {
        var information = broker.getQueueInfo(name);
        return information == null ? 0 : information.getMessageCount();
    }

    private int originals() {
        return KeptOriginals.keys(s3, "whole-way", jdbc, "").size();
    }

    @Test
    void refusesARequestWithoutAValidKey() throws Exception {
        Api stranger = api.as("");
        assertProblem(stranger.upload(GUIDE.getBytes(UTF_8), "text/markdown"), 401, "unauthorized");
        assertProblem(stranger.job(UUID.randomUUID().toString()), 401, "unauthorized");
        assertProblem(stranger.search("{\"query\": \"water\"}"), 401, "unauthorized");
        assertProblem(api.as("another-key-of-some-length").search("{\"query\": \"water\"}"), 401, "unauthorized");
    }

    @Test
    void refusesAnUploadThatIsNotAsTheContractSays() throws Exception {
        int before = originals();
        assertProblem(
                api.send("POST", "/v1/documents", BodyPublishers.ofString("text"), Map.of()),
                400,
                "idempotency_key_required");
        assertProblem(api.upload("text".getBytes(UTF_8), "text/plain", "two words"), 400, "invalid_request");
        assertProblem(api.upload("text".getBytes(UTF_8), "multipart/form-data"), 400, "invalid_request");
        assertProblem(api.upload(new byte[] {'P', 'K', 3, 4, 20}, "application/zip"), 415, "unsupported_type");
        assertProblem(api.upload("text".getBytes(UTF_8), "application/pdf"), 415, "unsupported_type");
        assertProblem(
                api.upload("a=b&Authorization=c".getBytes(UTF_8), "application/x-www-form-urlencoded"),
                415,
                "unsupported_type");
        assertProblem(api.upload(new byte[0], "text/plain"), 422, "document_empty");
        assertThat(originals()).isEqualTo(before);
    }

    @Test
    void refusesADocumentThatIsTooLargeHoweverItComes() throws Exception {
        int before = originals();
        byte[] large = "sand ".repeat(60_000).getBytes(UTF_8);

        assertProblem(api.upload(large, "text/plain"), 413, "document_too_large");
        assertProblem(api.uploadChunked(large, "text/plain"), 413, "document_too_large");
        assertProblem(api.uploadForm(large, "text/plain", "sand.txt"), 413, "document_too_large");
        assertThat(originals()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nope", "/v1", "/v1/nope", "/v1/jobs/none", "/v1/documents/nope", "/actuator"})
    void answersAnUnknownPathWithAProblem(String path) throws Exception {
        assertProblem(api.send("GET", path, BodyPublishers.noBody(), Map.of()), 404, "not_found");
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /v1/documents",
        "PUT, /v1/jobs/00000000-0000-0000-0000-000000000000",
        "GET, /v1/search",
        "POST, /v1/openapi.yaml",
        "PATCH, /v1/search"
    })
    void answersAWrongMethodWithAProblem(String method, String path) throws Exception {
        assertProblem(api.send(method, path, BodyPublishers.noBody(), Map.of()), 405, "method_not_allowed");
    }

    @Test
    void answersARequestThatTheServerItselfRefusesWithAProblem() throws Exception {
        assertThat(raw("GET /v1/jobs/a%2Fb HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json", "\"code\":\"invalid_request\"")
                .doesNotContain("Server:", "html");
    }

    @Test
    void refusesAnUploadBeforeTheClientSendsItWhenItAsksFirst() throws Exception {
        assertThat(raw("""
                        POST /v1/documents HTTP/1.1
                        Host: localhost
                        Expect: 100-continue
                        Content-Length: 1000
                        Connection: close

                        """.replace("\n", "\r\n"))).startsWith("HTTP/1.1 401");
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    @Test
    void hidesTheJobsAndPassagesOfOneTenantFromAnother() throws Exception {
        JsonNode job = api.finished(api.upload(GUIDE.getBytes(UTF_8), "text/markdown"));
        Api other = api.as(secondTenant());

        HttpResponse<String> hidden = other.job(job.path("jobId").asText());
        HttpResponse<String> unknown = other.job(UUID.randomUUID().toString());

        assertProblem(hidden, 404, "not_found");
        assertThat(hidden.body()).isEqualTo(unknown.body());
        assertThat(other.find("Where do I find water?", documentId(job))).isEmpty();
        assertThat(other.body(other.search("{\"query\": \"water\"}")).path("hits"))
                .isEmpty();
        JsonNode own = other.finished(other.upload(GUIDE.getBytes(UTF_8), "text/markdown"));
        assertProblem(api.job(own.path("jobId").asText()), 404, "not_found");
        assertThat(other.body(other.search("{\"query\": \"water\"}")).path("hits"))
                .extracting(hit -> documentId(hit))
                .containsOnly(documentId(own));
    }

    private String secondTenant() throws Exception {
        UUID tenant = UUID.randomUUID();
        String key = "key-of-" + tenant;
        jdbc.sql("insert into tenant (id, name) values (?, ?)")
                .params(tenant, "tenant " + tenant)
                .update();
        jdbc.sql("insert into api_key (id, tenant_id, prefix, hash) values (?, ?, ?, ?)")
                .params(
                        UUID.randomUUID(),
                        tenant,
                        "key-of-",
                        MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8)))
                .update();
        return key;
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 200000", "Transfer-Encoding: chunked"})
    void keepsNothingOfAnUploadThatBreaksOff(String length) throws Exception {
        int before = originals();
        int jobs = jobs();
        try (Socket socket = new Socket("localhost", port)) {
            String head = """
                    POST /v1/documents HTTP/1.1
                    Host: localhost
                    Authorization: Bearer %s
                    Idempotency-Key: %s
                    Content-Type: text/plain
                    %s

                    """.formatted(KEY, UUID.randomUUID(), length).replace("\n", "\r\n");
            socket.getOutputStream().write((head + "20000\r\n" + "sand ".repeat(20_000)).getBytes(UTF_8));
            socket.getOutputStream().flush();
        }
        api.finished(api.upload("Something else.".getBytes(UTF_8), "text/plain"));

        assertThat(jobs()).isEqualTo(jobs + 1);
        Awaitility.await()
                .during(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(20))
                .until(() -> originals() == before + 1);
    }

    private int jobs() {
        return jdbc.sql("select count(*) from job j join tenant t on t.id = j.tenant_id where t.name = 'default'")
                .query(Integer.class)
                .single();
    }

    private void assertProblem(HttpResponse<String> answer, int status, String code) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = api.body(answer);
        assertThat(problem.path("code").asText()).isEqualTo(code);
        assertThat(problem.path("type").asText()).isEqualTo("/problems/" + code);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
    }
}
