package io.dromedary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;

/** A client of the service that holds every answer against the contract. */
final class Api {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final String base;
    private final String key;
    private final Contract contract;

    Api(String base, String key) throws Exception {
        this.base = base;
        this.key = key;
        var request =
                HttpRequest.newBuilder(URI.create(base + "/v1/openapi.yaml")).build();
        this.contract =
                new Contract(client.send(request, BodyHandlers.ofString(UTF_8)).body());
    }

    /** The same service with another key. */
    Api as(String otherKey) throws Exception {
        return new Api(base, otherKey);
    }

    HttpResponse<String> upload(byte[] document, String type) throws Exception {
        return upload(document, type, UUID.randomUUID().toString());
    }

    HttpResponse<String> upload(byte[] document, String type, String idempotencyKey) throws Exception {
        return upload(BodyPublishers.ofByteArray(document), type, idempotencyKey);
    }

    HttpResponse<String> uploadChunked(byte[] document, String type) throws Exception {
        return upload(
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(document)),
                type,
                UUID.randomUUID().toString());
    }

    HttpResponse<String> uploadForm(byte[] document, String type, String filename) throws Exception {
        var form = new ByteArrayOutputStream();
        form.writeBytes("""
                --line
                Content-Disposition: form-data; name="document"; filename="%s"
                Content-Type: %s

                """.formatted(filename, type).replace("\n", "\r\n").getBytes(UTF_8));
        form.writeBytes(document);
        form.writeBytes("\r\n--line--\r\n".getBytes(UTF_8));
        return upload(
                BodyPublishers.ofByteArray(form.toByteArray()),
                "multipart/form-data; boundary=line",
                UUID.randomUUID().toString());
    }

    private HttpResponse<String> upload(BodyPublisher body, String type, String idempotencyKey) throws Exception {
        return send("POST", "/v1/documents", body, Map.of("Content-Type", type, "Idempotency-Key", idempotencyKey));
    }

    HttpResponse<String> search(String body) throws Exception {
        return send("POST", "/v1/search", BodyPublishers.ofString(body), Map.of("Content-Type", "application/json"));
    }

    /** The hits for a question in one document. */
    JsonNode find(String query, UUID documentId) throws Exception {
        var question = json.createObjectNode().put("query", query).put("documentId", documentId.toString());
        return body(search(question.toString())).path("hits");
    }

    HttpResponse<String> job(String jobId) throws Exception {
        return send("GET", "/v1/jobs/" + jobId, BodyPublishers.noBody(), Map.of());
    }

    /** The job once it is over. */
    JsonNode finished(HttpResponse<String> accepted) throws Exception {
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        String jobId = body(accepted).path("jobId").asText();
        assertThat(accepted.headers().firstValue("Location")).contains("/v1/jobs/" + jobId);
        return Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> body(job(jobId)),
                        job -> !job.path("status").asText().matches("queued|running"));
    }

    JsonNode body(HttpResponse<String> answer) throws IOException {
        return json.readTree(answer.body());
    }

    HttpResponse<String> send(String method, String path, BodyPublisher body, Map<String, String> headers)
            throws Exception {
        var request = HttpRequest.newBuilder(URI.create(base + path)).method(method, body);
        headers.forEach(request::header);
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString(UTF_8));
        assertThat(answer.headers().map()).doesNotContainKeys("server", "authorization", "idempotency-key");
        if (!method.equals("HEAD")) {
            contract.assertCovers(method, path.split("\\?", 2)[0], answer);
        }
        return answer;
    }
}
