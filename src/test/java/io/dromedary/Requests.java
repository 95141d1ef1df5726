package io.dromedary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Lazy;

/** Calls the service as its clients and operators do, and holds every answer against the contract. */
@Lazy
public class Requests {

    public static final String ADMIN_KEY = "the-admin-key-for-tests-only";
    public static final String DEFAULT_KEY = "a-key-for-tests-only";

    private static final int NO_CONTENT = 204;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private final Contract contract;

    public Requests(@Value("${local.server.port}") int port) throws IOException {
        this.url = "http://localhost:" + port;
        this.contract = new Contract(Files.readString(Path.of("src/main/resources/openapi.yaml")));
    }

    /** An API key as the service shows it once. */
    public record Key(String id, String value) {}

    public String url() {
        return url;
    }

    public HttpResponse<String> call(
            String method, String path, @Nullable String key, @Nullable String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() != NO_CONTENT) {
            contract.assertCovers(method, path.split("\\?", 2)[0], answer);
        }
        return answer;
    }

    public HttpResponse<String> admin(String method, String path, @Nullable String body)
            throws IOException, InterruptedException {
        return call(method, "/v1/admin" + path, ADMIN_KEY, body);
    }

    public HttpResponse<String> upload(String key, String content) throws IOException, InterruptedException {
        return call(
                "POST",
                "/v1/documents",
                key,
                content,
                "Content-Type",
                "text/plain",
                "Idempotency-Key",
                UUID.randomUUID().toString());
    }

    /** A request that every valid key may make, and that changes nothing. */
    public HttpResponse<String> look(@Nullable String key) throws IOException, InterruptedException {
        return call("GET", "/v1/jobs/" + new UUID(0, 0), key, null);
    }

    /** A tenant of a fresh name. */
    public String newTenant(String quotas) throws IOException, InterruptedException {
        String name = "t-" + UUID.randomUUID();
        HttpResponse<String> made =
                admin("POST", "/tenants", "{\"name\":\"%s\",\"quotas\":%s}".formatted(name, quotas));
        if (made.statusCode() != 201) {
            throw new IllegalStateException(made.body());
        }
        return name;
    }

    public Key newKey(String tenant) throws IOException, InterruptedException {
        return key(admin("POST", "/tenants/" + tenant + "/keys", null));
    }

    public static Key key(HttpResponse<String> response) throws IOException {
        JsonNode answer = json(response);
        return new Key(answer.path("id").asText(), answer.path("key").asText());
    }

    public static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    public static String code(HttpResponse<String> response) throws IOException {
        return json(response).path("code").asText();
    }
}
