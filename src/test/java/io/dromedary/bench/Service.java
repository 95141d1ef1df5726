package io.dromedary.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.Dromedary;
import io.dromedary.process.Program;
import io.dromedary.process.ServiceProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;

/**
 * The service as users start it, in standalone mode and with all defaults. Each round belongs to a tenant of its own,
 * so that nothing is known from the round before.
 */
final class Service implements AutoCloseable {

    private static final String ADMIN_KEY = "the-key-of-the-operator";

    private final ServiceProcess process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    private Service(ServiceProcess process) {
        this.process = process;
    }

    static Service start(Path data, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of(Program.JAVA));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Dromedary.class.getName()));
        return new Service(ServiceProcess.start(
                new Program(command),
                data,
                "--dromedary.admin-key=" + ADMIN_KEY,
                "--dromedary.rate.requests-per-minute=1000000"));
    }

    long pid() {
        return process.pid();
    }

    String databaseUrl() throws IOException {
        return process.databaseUrl();
    }

    /** A tenant that nothing is known of, by its key. */
    String newTenant() throws Exception {
        String name = "bench-" + UUID.randomUUID();
        call(ADMIN_KEY, "POST", "/v1/admin/tenants", BodyPublishers.ofString("{\"name\":\"%s\"}".formatted(name)));
        return call(ADMIN_KEY, "POST", "/v1/admin/tenants/%s/keys".formatted(name), BodyPublishers.noBody())
                .path("key")
                .asText();
    }

    /** Uploads all PDFs of a folder and waits until every one is worked on. */
    String workOff(String key, Path folder) throws Exception {
        List<String> jobs = new ArrayList<>();
        for (Path pdf : Pdfs.in(folder)) {
            jobs.add(upload(key, "application/pdf", BodyPublishers.ofFile(pdf)));
        }
        int pages = 0;
        int chunks = 0;
        long tokens = 0;
        for (String job : jobs) {
            JsonNode ended = ended(key, job, Duration.ofMillis(500));
            assertThat(ended.path("status").asText()).as(ended.toString()).isEqualTo("completed");
            pages += ended.path("progress").path("pages").asInt();
            chunks += ended.path("progress").path("chunks").asInt();
            tokens += ended.path("progress").path("tokens").asLong();
        }
        return "%d pages, %d chunks, %d tokens".formatted(pages, chunks, tokens);
    }

    /** Uploads a document and waits how it ends: {@code completed}, or the code of its failure. */
    String outcome(String key, String mediaType, byte[] document) throws Exception {
        HttpResponse<String> answer =
                send(key, "POST", "/v1/documents", mediaType, BodyPublishers.ofByteArray(document));
        JsonNode accepted = json.readTree(answer.body());
        if (answer.statusCode() != 202) {
            return accepted.path("code").asText();
        }
        JsonNode ended = ended(key, accepted.path("jobId").asText(), Duration.ofMillis(10));
        return ended.path("error").isObject()
                ? ended.path("error").path("code").asText()
                : ended.path("status").asText();
    }

    private String upload(String key, String mediaType, BodyPublisher document) throws Exception {
        HttpResponse<String> answer = send(key, "POST", "/v1/documents", mediaType, document);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return json.readTree(answer.body()).path("jobId").asText();
    }

    private JsonNode ended(String key, String job, Duration pollInterval) {
        return Awaitility.await()
                .atMost(Duration.ofMinutes(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(pollInterval)
                .until(
                        () -> call(key, "GET", "/v1/jobs/" + job, BodyPublishers.noBody()),
                        state -> !state.path("status").asText().matches("queued|running"));
    }

    private JsonNode call(String key, String method, String path, BodyPublisher body) throws Exception {
        HttpResponse<String> answer = send(key, method, path, "application/json", body);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return json.readTree(answer.body());
    }

    private HttpResponse<String> send(String key, String method, String path, String mediaType, BodyPublisher body)
            throws Exception {
        return http.send(
                HttpRequest.newBuilder(process.url().resolve(path))
                        .method(method, body)
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", mediaType)
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .build(),
                BodyHandlers.ofString());
    }

    @Override
    public void close() {
        process.close();
    }
}
