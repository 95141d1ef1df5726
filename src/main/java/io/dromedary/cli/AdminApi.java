package io.dromedary.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Calls the admin API. Follows no redirect, which would carry the key elsewhere. */
class AdminApi {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int FIRST_FAILURE = 300;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final ObjectMapper json = new ObjectMapper();
    private final String key;

    AdminApi(String key) {
        this.key = key;
    }

    /**
     * Sends a request.
     *
     * @return the answer's JSON; null's node for an empty one
     * @throws CommandException when the service refuses or does not answer
     */
    JsonNode call(String method, URI uri, @Nullable String body) throws CommandException {
        HttpResponse<String> response = send(method, uri, body);
        JsonNode answer = parse(uri, response.body());
        if (response.statusCode() >= FIRST_FAILURE) {
            throw new CommandException("Refused (%d): %s"
                    .formatted(
                            response.statusCode(),
                            answer.path("detail").asText(answer.path("title").asText("no reason given"))));
        }
        return answer;
    }

    private HttpResponse<String> send(String method, URI uri, @Nullable String body) throws CommandException {
        try {
            return http.send(
                    HttpRequest.newBuilder(uri)
                            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                            .header("Authorization", "Bearer " + key)
                            .header("Content-Type", "application/json")
                            .timeout(TIMEOUT)
                            .build(),
                    BodyHandlers.ofString());
        } catch (IllegalArgumentException e) {
            throw new CommandException("%s cannot be called: %s".formatted(uri, e.getMessage()));
        } catch (IOException e) {
            throw new CommandException("%s does not answer (%s)".formatted(uri, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("Interrupted");
        }
    }

    private JsonNode parse(URI uri, String body) throws CommandException {
        try {
            return body.isBlank() ? NullNode.getInstance() : json.readTree(body);
        } catch (JsonProcessingException e) {
            throw new CommandException("%s answers something else than JSON".formatted(uri));
        }
    }
}
