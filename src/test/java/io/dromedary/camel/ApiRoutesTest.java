package io.dromedary.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import io.dromedary.index.Neighbour;
import io.dromedary.index.PublishedChunks.PublishedChunk;
import io.dromedary.intake.IdempotencyKey;
import io.dromedary.intake.Upload;
import io.dromedary.intake.UploadSource;
import io.dromedary.job.Accepted;
import io.dromedary.job.JobStatus;
import java.io.IOException;
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
        verifyNoInteractions(documentIntake, vectorIndex);
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
                        "{\"jobId\":\"%s\",\"documentId\":\"%s\",\"status\":\"running\",\"stage\":\"embedding\",\"attempt\":1,\"progress\":{\"pages\":3,\"chunks\":45,\"tokens\":900},\"error\":null,\"queue\":null,\"createdAt\":\"2025-11-03T09:00:00Z\",\"startedAt\":null,\"finishedAt\":null,\"dueAt\":null}"
                                .formatted(JOB, CLAIM.documentId()));
    }

    private static Map<String, Object> row() {
        return Map.ofEntries(
                Map.entry("id", JOB),
                Map.entry("document_id", CLAIM.documentId()),
                Map.entry("status", "running"),
                Map.entry("stage", "embedding"),
                Map.entry("attempt", 1),
                Map.entry("pages", 3),
                Map.entry("chunks", 45),
                Map.entry("tokens", 900L),
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
                "{\"query\": \"oases\", \"mode\": \"hybrid\"}",
                "{\"query\": \"oases\", \"limit\": 0}",
                "{\"query\": \"oases\", \"limit\": 101}",
                "{\"query\": \"oases\", \"documentId\": \"none\"}",
                "{\"query\": \"oases\", \"other\": 1}",
                "{\"query\": \"oases\"} {}"
            })
    void refusesAQuestionThatIsNotAsTheContractSays(String body) throws Exception {
        assertProblem(ask(body), 400, "invalid_request");
        verifyNoInteractions(vectorIndex);
    }

    @Test
    void findsThePassagesNearestToAQuestion() throws Exception {
        var neighbour = new Neighbour(CLAIM.documentId(), 1, 7, 0.5f);
        when(vectorIndex.nearest(eq(TENANT.id()), any(), eq(3), eq(null))).thenReturn(List.of(neighbour));
        when(publishedChunks.find(TENANT.id(), neighbour))
                .thenReturn(Optional.of(new PublishedChunk("Oases", 0, 5, List.of(1, 2), List.of("Water"))));
        mock("embed-query").expectedBodiesReceived("where is water?");

        HttpResponse<String> answer = ask("{\"query\": \"where is water?\", \"limit\": 3}");

        mock("embed-query").assertIsSatisfied();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"hits\":[{\"documentId\":\"%1$s\",\"chunkId\":\"%1$s.1.7\",\"text\":\"Oases\",\"score\":0.5,\"start\":0,\"end\":5,\"pages\":[1,2],\"headings\":[\"Water\"]}]}"
                                .formatted(CLAIM.documentId()));
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
