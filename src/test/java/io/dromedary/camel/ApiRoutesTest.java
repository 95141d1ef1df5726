package io.dromedary.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.ArgumentMatchers.isNull;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import io.dromedary.index.ChunkKey;
import io.dromedary.index.PublishedChunks.PublishedChunk;
import io.dromedary.intake.IdempotencyKey;
import io.dromedary.intake.Upload;
import io.dromedary.intake.UploadSource;
import io.dromedary.job.Accepted;
import io.dromedary.job.JobStatus;
import io.dromedary.search.Ranked;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

class ApiRoutesTest extends WovenRoutes {

    private static final UUID JOB = CLAIM.jobId();
    private static final Accepted ACCEPTED = new Accepted(JOB, CLAIM.documentId(), JobStatus.QUEUED, false);

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicReference<String> received = new AtomicReference<>("");
    private final AtomicReference<IdempotencyKey> key = new AtomicReference<>();

    @BeforeEach
    void acceptEverything() {
        doAnswer(call -> {
                    received.set(text(call.getArgument(0)));
                    return ACCEPTED;
                })
                .when(documentIntake)
                .accept(any(), any());
        mock("embed-query")
                .whenAnyExchangeReceived(exchange ->
                        exchange.getMessage().setHeader("CamelLangChain4jEmbeddingsVector", new float[] {1, 0}));
    }

    private String text(UploadSource source) throws IOException {
        Upload upload = source.open();
        key.set(upload.key());
        return new String(upload.content().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void answersAnUploadAtOnceWithThePlaceOfItsJob() throws Exception {
        HttpResponse<String> answer = send(upload("# Oases").header("Idempotency-Key", "first"));

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Location")).contains("/v1/jobs/" + JOB);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        assertThat(answer.body())
                .isEqualTo("{\"jobId\":\"%s\",\"documentId\":\"%s\",\"status\":\"queued\"}"
                        .formatted(JOB, CLAIM.documentId()));
        assertThat(received).hasValue("# Oases");
        assertThat(key).hasValue(new IdempotencyKey("first"));
        verify(documentIntake).accept(any(), eq(TENANT));
    }

    @Test
    void marksTheAnswerToARepeatedUploadAndChangesNothingElse() throws Exception {
        HttpResponse<String> first = send(upload("# Oases").header("Idempotency-Key", "again"));
        doReturn(new Accepted(JOB, CLAIM.documentId(), JobStatus.COMPLETED, true))
                .when(documentIntake)
                .accept(any(), any());

        HttpResponse<String> second = send(upload("# Oases").header("Idempotency-Key", "again"));

        assertThat(second.statusCode()).isEqualTo(202);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
        assertThat(second.headers().firstValue("Idempotent-Replayed")).contains("true");
    }

    @Test
    void answersWithTheJobWhenItEndedWhileTheClientWaited() throws Exception {
        doReturn("wait=5").when(jobWaits).awaitEnd(TENANT.id(), JOB, "wait=5, respond-async");
        Map<String, Object> ended = new HashMap<>(row());
        ended.putAll(Map.of("status", "failed", "stage", "finished"));
        mock("read-job")
                .whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(ended));

        HttpResponse<String> answer =
                send(upload("# Oases").header("Idempotency-Key", "wait").header("Prefer", "wait=5, respond-async"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Preference-Applied")).contains("wait=5");
        assertThat(answer.headers().firstValue("Location")).contains("/v1/jobs/" + JOB);
        assertThat(answer.body()).contains("\"status\":\"failed\"", "\"stage\":\"finished\"");
    }

    @Test
    void answersAsAlwaysWhenTheJobDidNotEndInTime() throws Exception {
        doReturn("wait=1").when(jobWaits).awaitEnd(TENANT.id(), JOB, "wait=1");
        mock("read-job")
                .whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(row()));

        HttpResponse<String> answer =
                send(upload("# Oases").header("Idempotency-Key", "wait").header("Prefer", "wait=1"));

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Preference-Applied")).contains("wait=1");
        assertThat(answer.body()).contains("\"status\":\"queued\"");
    }

    @Test
    void refusesAnUploadWithoutAnIdempotencyKey() throws Exception {
        assertProblem(send(upload("# Oases")), 400, "idempotency_key_required");
        verifyNoInteractions(documentIntake);
    }

    @Test
    void refusesARequestWithoutAKey() throws Exception {
        for (HttpRequest.Builder request : List.of(
                to("/v1/documents").POST(BodyPublishers.ofString("# Oases")),
                to("/v1/jobs/" + JOB),
                to("/v1/search").POST(BodyPublishers.ofString("{\"query\": \"oases\"}")))) {
            assertProblem(send(request), 401, "unauthorized");
        }
        verifyNoInteractions(documentIntake, ranking);
    }

    @Test
    void letsNothingFromOutsideReachAStepExceptWhatTheApiKnows() throws Exception {
        HttpRequest.Builder request = to("/v1/documents?Authorization=%s&CamelAwsS3Key=evil&body=evil&tenant=evil"
                        .formatted("Bearer%20other"))
                .POST(BodyPublishers.ofString("# Oases"))
                .header("Authorization", KEY)
                .header("Idempotency-Key", "outside")
                .header("Cookie", "session=1");
        for (String name : List.of(
                "CamelHttpUri",
                "CamelAwsS3Key",
                "CAmelBeanMethodName",
                "camelhttpresponsecode",
                "X-Anything",
                "tenant",
                "claim")) {
            request.header(name, "evil");
        }

        HttpResponse<String> answer = send(request);

        assertThat(answer.statusCode()).isEqualTo(202);
        Exchange exchange = mock("accept-upload").getReceivedExchanges().get(0);
        assertThat(exchange.getMessage().getHeaders())
                .containsOnlyKeys("Authorization", "Content-Length", "Idempotency-Key", "RateLimit", "RateLimit-Policy")
                .containsEntry("Authorization", KEY);
        assertThat(exchange.getVariable("tenant")).isEqualTo(TENANT);
        assertThat(answer.headers().map().keySet())
                .isSubsetOf(
                        "content-type",
                        "location",
                        "ratelimit",
                        "ratelimit-policy",
                        "transfer-encoding",
                        "date",
                        "connection",
                        "keep-alive");
    }

    @Test
    void takesTheFieldsOfAFormForADocumentAndNotForHeaders() throws Exception {
        assertProblem(
                send(to("/v1/documents")
                        .POST(BodyPublishers.ofString("Authorization=Bearer+a-key-of-the-tests&Idempotency-Key=form"))
                        .header("Content-Type", "application/x-www-form-urlencoded")),
                401,
                "unauthorized");
    }

    @Test
    void tellsTheLogWhoseDocumentArrives() throws Exception {
        var tenant = new AtomicReference<>("");
        doAnswer(call -> {
                    tenant.set(MDC.get("tenant"));
                    return ACCEPTED;
                })
                .when(documentIntake)
                .accept(any(), any());

        send(upload("# Oases").header("Idempotency-Key", "log"));

        assertThat(tenant).hasValue(TENANT.id().toString());
    }

    @Test
    void findsTheDocumentInAForm() throws Exception {
        String form = """
                --line
                Content-Disposition: form-data; name="priority"

                low
                --line
                Content-Disposition: form-data; name="document"; filename="oases.md"
                Content-Type: text/markdown

                # Oases
                --line--
                """.replace("\n", "\r\n");

        HttpResponse<String> answer = send(to("/v1/documents")
                .POST(BodyPublishers.ofString(form))
                .header("Authorization", KEY)
                .header("Idempotency-Key", "form")
                .header("Content-Type", "multipart/form-data; boundary=line"));

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(received).hasValue("# Oases");
    }

    @Test
    void answersADefectWithoutItsDetails() throws Exception {
        doThrow(new IllegalStateException("secret")).when(documentIntake).accept(any(), any());

        HttpResponse<String> answer = send(upload("# Oases").header("Idempotency-Key", "defect"));

        assertProblem(answer, 500, "internal_error");
        assertThat(answer.body()).doesNotContain("secret", "IllegalState");
    }

    @Test
    void answersAnExhaustedStackAsADefect() throws Exception {
        doThrow(new StackOverflowError()).when(documentIntake).accept(any(), any());

        assertProblem(send(upload("# Oases").header("Idempotency-Key", "stack")), 500, "internal_error");
    }

    @Test
    void showsAJobToItsTenant() throws Exception {
        mock("read-job").whenAnyExchangeReceived(exchange -> {
            assertThat(exchange.getMessage().getHeader("jobId")).isEqualTo(JOB);
            assertThat(exchange.getMessage().getHeader("tenantId")).isEqualTo(TENANT.id());
            exchange.getMessage().setBody(row());
        });

        HttpResponse<String> answer = send(to("/v1/jobs/" + JOB).header("Authorization", KEY));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"jobId\":\"%s\",\"documentId\":\"%s\",\"filename\":\"oases.md\",\"status\":\"running\",\"stage\":\"embedding\",\"attempt\":1,\"progress\":{\"pages\":3,\"chunks\":45,\"tokens\":900},\"embedding\":{\"tokens\":900,\"cost\":0},\"error\":null,\"queue\":null,\"createdAt\":\"2025-11-03T09:00:00Z\",\"startedAt\":null,\"finishedAt\":null,\"dueAt\":null}"
                                .formatted(JOB, CLAIM.documentId()));
    }

    private static Map<String, Object> row() {
        return Map.ofEntries(
                Map.entry("id", JOB),
                Map.entry("document_id", CLAIM.documentId()),
                Map.entry("filename", "oases.md"),
                Map.entry("status", "running"),
                Map.entry("stage", "embedding"),
                Map.entry("attempt", 1),
                Map.entry("pages", 3),
                Map.entry("chunks", 45),
                Map.entry("tokens", 900L),
                Map.entry("embedded_tokens", 900L),
                Map.entry("embedding_cost", BigDecimal.ZERO),
                Map.entry("created_at", Timestamp.from(Instant.parse("2025-11-03T09:00:00Z"))));
    }

    @Test
    void answersTheSameWhetherTheIdIsUnknownOrNoIdAtAll() throws Exception {
        mock("read-job")
                .whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(null));

        HttpResponse<String> unknown = send(to("/v1/jobs/" + JOB).header("Authorization", KEY));
        HttpResponse<String> noId = send(to("/v1/jobs/none").header("Authorization", KEY));

        assertProblem(unknown, 404, "not_found");
        assertThat(noId.body()).isEqualTo(unknown.body());
        assertThat(noId.statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"query\": \" \"}",
                "{\"query\": \"oases\", \"mode\": \"magic\"}",
                "{\"query\": \"oases\", \"limit\": 0}",
                "{\"query\": \"oases\", \"limit\": 101}",
                "{\"query\": \"oases\", \"documentId\": \"none\"}",
                "{\"query\": \"oases\", \"other\": 1}",
                "{\"query\": \"oases\"} {}"
            })
    void refusesAQuestionThatIsNotAsTheContractSays(String body) throws Exception {
        assertProblem(ask(body), 400, "invalid_request");
        verifyNoInteractions(ranking);
    }

    @Test
    void findsThePassagesNearestToAQuestion() throws Exception {
        when(ranking.rank(eq(TENANT.id()), any(), any())).thenReturn(Optional.of(List.of(ranked(7, "Oases", 0, 0.5f))));
        mock("embed-query").expectedBodiesReceived("where is water?");

        HttpResponse<String> answer = ask("{\"query\": \"where is water?\", \"limit\": 3}");

        mock("embed-query").assertIsSatisfied();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"hits\":[{\"documentId\":\"%1$s\",\"chunkId\":\"%1$s.1.7\",\"text\":\"Oases\",\"score\":0.5,\"start\":0,\"end\":5,\"pages\":[1,2],\"headings\":[\"Water\"]}],\"documents\":[]}"
                                .formatted(CLAIM.documentId()));
    }

    @Test
    void embedsNoQuestionWhoseWordsAloneCount() throws Exception {
        when(ranking.rank(eq(TENANT.id()), any(), isNull()))
                .thenReturn(Optional.of(List.of(ranked(0, "Oases", 0, 1f))));
        mock("embed-query").expectedMessageCount(0);

        HttpResponse<String> answer = ask("{\"query\": \"where is water?\", \"mode\": \"keyword\"}");

        mock("embed-query").assertIsSatisfied();
        assertThat(answer.body()).contains("\"text\":\"Oases\"");
    }

    @Test
    void mergesHitsThatFollowEachOther() throws Exception {
        when(ranking.rank(eq(TENANT.id()), any(), any()))
                .thenReturn(Optional.of(List.of(
                        ranked(2, "ten wells.", 14, 0.9f),
                        ranked(8, "Sand.", 90, 0.8f),
                        ranked(1, "Oases have", 3, 0.7f))));

        HttpResponse<String> answer = ask("{\"query\": \"where is water?\", \"merge\": true}");

        assertThat(answer.body())
                .contains("\"text\":\"Oases have ten wells.\",\"score\":0.9,\"start\":3,\"end\":24")
                .contains("\"text\":\"Sand.\"")
                .doesNotContain("\"text\":\"ten wells.\"");
    }

    private static Ranked ranked(int ordinal, String text, int start, float score) {
        return new Ranked(
                new PublishedChunk(
                        new ChunkKey(CLAIM.documentId(), 1, ordinal),
                        0,
                        "",
                        " ",
                        text,
                        start,
                        start + text.length(),
                        List.of(1, 2),
                        List.of("Water"),
                        9),
                score);
    }

    @Test
    void showsAPageOfChunksAndTheWayToTheNext() throws Exception {
        when(publishedChunks.version(TENANT.id(), CLAIM.documentId())).thenReturn(OptionalInt.of(1));
        when(publishedChunks.list(TENANT.id(), CLAIM.documentId(), 1, 0, 2))
                .thenReturn(List.of(
                        ranked(0, "Oases", 0, 0).chunk(),
                        ranked(1, "Wells", 6, 0).chunk()));
        when(publishedChunks.list(TENANT.id(), CLAIM.documentId(), 1, 1, 2))
                .thenReturn(List.of(ranked(1, "Wells", 6, 0).chunk()));

        HttpResponse<String> first = chunks("?limit=1");
        String cursor = first.body().replaceAll(".*\"nextCursor\":\"([^\"]+)\".*", "$1");
        HttpResponse<String> second = chunks("?limit=1&cursor=" + cursor);

        assertThat(first.body()).contains("\"text\":\"Oases\"", "\"tokens\":9").doesNotContain("Wells");
        assertThat(second.body()).contains("\"text\":\"Wells\"", "\"nextCursor\":null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"?limit=0", "?limit=101", "?limit=x", "?cursor=x", "?cursor=Mi4w", "?page=2", "?limit=1&limit=2"
            })
    void refusesAPageThatIsNotAsTheContractSays(String query) throws Exception {
        when(publishedChunks.version(TENANT.id(), CLAIM.documentId())).thenReturn(OptionalInt.of(1));

        assertProblem(chunks(query), 400, "invalid_request");
    }

    @Test
    void answersTheSameWhetherADocumentIsUnknownOrNoIdAtAll() throws Exception {
        when(publishedChunks.version(any(), any())).thenReturn(OptionalInt.empty());

        HttpResponse<String> unknown = chunks("");
        HttpResponse<String> noId = send(to("/v1/documents/none/chunks").header("Authorization", KEY));

        assertProblem(unknown, 404, "not_found");
        assertThat(noId.body()).isEqualTo(unknown.body());
    }

    private HttpResponse<String> chunks(String query) throws Exception {
        return send(
                to("/v1/documents/" + CLAIM.documentId() + "/chunks" + query).header("Authorization", KEY));
    }

    @Test
    void servesTheContractToEverybody() throws Exception {
        HttpResponse<String> answer = send(to("/v1/openapi.yaml"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/yaml");
        assertThat(answer.body())
                .isEqualTo(new String(
                        getClass().getResourceAsStream("/openapi.yaml").readAllBytes(), StandardCharsets.UTF_8));
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
    }

    private HttpResponse<String> ask(String body) throws Exception {
        return send(to("/v1/search").POST(BodyPublishers.ofString(body)).header("Authorization", KEY));
    }

    private HttpRequest.Builder upload(String text) {
        return to("/v1/documents").POST(BodyPublishers.ofString(text)).header("Authorization", KEY);
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }
}
