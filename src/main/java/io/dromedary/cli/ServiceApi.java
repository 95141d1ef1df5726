package io.dromedary.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Calls the service. Follows no redirect, which would carry the key elsewhere. */
class ServiceApi {

    static final String ADMIN_KEY = "DROMEDARY_ADMIN_KEY";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int FIRST_FAILURE = 300;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final ObjectMapper json = new ObjectMapper();
    private final String key;

    ServiceApi(String key) {
        this.key = key;
    }

    /**
     * The service for its operator, whose key is in the environment.
     *
     * @throws ParameterException without a key
     */
    static ServiceApi forOperator(Map<String, String> environment, CommandSpec command) {
        String key = environment.get(ADMIN_KEY);
        if (key == null || key.isBlank()) {
            throw new ParameterException(command.commandLine(), "Set " + ADMIN_KEY + " to the service's admin key");
        }
        return new ServiceApi(key);
    }

    /**
     * Sends a request.
     *
     * @return the answer's JSON; null's node for an empty one
     * @throws CommandException when the service refuses or does not answer
     */
    JsonNode call(String method, URI uri, @Nullable String body) throws CommandException {
        return answer(uri, send(method, uri, body));
    }

    private JsonNode answer(URI uri, HttpResponse<String> response) throws CommandException {
        JsonNode answer = parse(uri, response.body());
        if (response.statusCode() >= FIRST_FAILURE) {
            throw new CommandException("Refused (%d): %s"
                    .formatted(
                            response.statusCode(),
                            answer.path("detail").asText(answer.path("title").asText("no reason given"))));
        }
        return answer;
    }

    /**
     * Uploads a file as it lies there, at whatever pace.
     *
     * @param headers beside the key
     */
    JsonNode upload(URI uri, Path file, Map<String, String> headers) throws CommandException {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                    .POST(BodyPublishers.ofFile(file))
                    .header("Authorization", "Bearer " + key);
            headers.forEach(request::header);
            return answer(uri, send(request.build()));
        } catch (FileNotFoundException e) {
            throw new CommandException("%s cannot be read".formatted(file));
        } catch (IllegalArgumentException e) {
            throw new CommandException("%s cannot be called: %s".formatted(uri, e.getMessage()));
        }
    }

    private HttpResponse<String> send(String method, URI uri, @Nullable String body) throws CommandException {
        try {
            return send(HttpRequest.newBuilder(uri)
                    .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                    .header("Authorization", "Bearer " + key)
                    .header("Content-Type", "application/json")
                    .timeout(TIMEOUT)
                    .build());
        } catch (IllegalArgumentException e) {
            throw new CommandException("%s cannot be called: %s".formatted(uri, e.getMessage()));
        }
    }

    private HttpResponse<String> send(HttpRequest request) throws CommandException {
        URI uri = request.uri();
        try {
            return http.send(request, BodyHandlers.ofString());
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
