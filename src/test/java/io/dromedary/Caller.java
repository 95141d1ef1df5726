package io.dromedary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.core.simple.JdbcClient;
import software.amazon.awssdk.services.s3.S3Client;

/** A client of the API, which holds every answer against the contract, and a look at what the service keeps. */
@Lazy
public class Caller {

    public static final String ADMIN_KEY = "the-admin-key-for-tests-only";
    public static final String KEY = "a-key-for-tests-only";

    private static final int NO_CONTENT = 204;

    public final HttpClient http = HttpClient.newHttpClient();
    public final int port;
    public final String bucket;

    private final ObjectMapper json = new ObjectMapper();
    private final S3Client s3;
    private final JdbcClient jdbc;
    private final Contract contract;

    Caller(
            @Value("${local.server.port}") int port,
            S3Client s3,
            @Value("${dromedary.store.bucket}") String bucket,
            JdbcClient jdbc)
            throws IOException {
        this.port = port;
        this.s3 = s3;
        this.jdbc = jdbc;
        this.bucket = bucket;
        this.contract = new Contract(Files.readString(Path.of("src/main/resources/openapi.yaml")));
    }

    /** A request with the key of the tenant {@code default}. */
    public HttpRequest.Builder request(String path) {
        return request(path, KEY);
    }

    /** A request with the key of the operator. */
    public HttpRequest.Builder adminRequest(String path) {
        return request("/v1/admin" + path, ADMIN_KEY);
    }

    private HttpRequest.Builder request(String path, String bearer) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + bearer);
    }

    /** An upload of plain text, which headers may change before it is sent. */
    public HttpRequest.Builder upload(String key, String content) {
        return upload(key, BodyPublishers.ofString(content));
    }

    public HttpRequest.Builder upload(String key, BodyPublisher content) {
        return request("/v1/documents").header("Idempotency-Key", key).POST(content);
    }

    public Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpRequest built = request.build();
        HttpResponse<String> answer = http.send(built, BodyHandlers.ofString());
        if (answer.statusCode() != NO_CONTENT && !built.uri().getPath().endsWith(".yaml")) {
            contract.assertCovers(built.method(), built.uri().getPath(), answer);
        }
        return new Answer(answer);
    }

    /** The keys of all originals. */
    public List<String> originals() {
        return KeptOriginals.keys(s3, bucket, jdbc, "");
    }

    /** What the service answered. */
    public final class Answer {

        private final HttpResponse<String> response;

        private Answer(HttpResponse<String> response) {
            this.response = response;
        }

        public int status() {
            return response.statusCode();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        public String body() {
            return response.body();
        }

        /** A member of the body as text. */
        public String get(String member) {
            try {
                JsonNode node = json.readTree(response.body()).at("/" + member.replace('.', '/'));
                return node.asText();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public UUID jobId() {
            return UUID.fromString(get("jobId"));
        }

        @Override
        public String toString() {
            return status() + " " + response.headers().map() + " " + body();
        }
    }
}
