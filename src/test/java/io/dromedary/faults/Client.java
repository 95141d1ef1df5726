package io.dromedary.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Uploads documents for some tenants and does not give up: whatever is not accepted is sent again under the same
 * idempotency key, as the documentation tells clients to do.
 */
final class Client {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int THREADS = 6;

    private final URI api;
    private final Journal journal = new Journal();
    private final Map<String, String> keys;
    private final Queue<CompletableFuture<Void>> begun = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, Client::daemon);

    /** Makes so many tenants, each with a key. */
    Client(URI api, int tenants) throws IOException, InterruptedException {
        this.api = api;
        var made = new LinkedHashMap<String, String>();
        for (int i = 0; i < tenants; i++) {
            String name = "t" + UUID.randomUUID().toString().replace("-", "");
            admin("/v1/admin/tenants", JSON.writeValueAsString(Map.of("name", name)));
            made.put(
                    name,
                    admin("/v1/admin/tenants/%s/keys".formatted(name), "{}")
                            .path("key")
                            .asText());
        }
        this.keys = made;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "client");
        thread.setDaemon(true);
        return thread;
    }

    private JsonNode admin(String path, String body) throws IOException, InterruptedException {
        return post("Bearer " + Cluster.ADMIN_KEY, api.resolve(path), body);
    }

    /** As a tenant; it must succeed. */
    JsonNode post(String tenant, String path, String body) throws IOException, InterruptedException {
        return post("Bearer " + keys.get(tenant), api.resolve(path), body);
    }

    private static JsonNode post(String authorization, URI uri, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(uri)
                        .header("Authorization", authorization)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException("%s: %d %s".formatted(uri, answer.statusCode(), answer.body()));
        }
        return JSON.readTree(answer.body());
    }

    Journal journal() {
        return journal;
    }

    List<String> tenants() {
        return List.copyOf(keys.keySet());
    }

    /** Begins to upload, the tenants by turns. */
    void begin(int documents) {
        begin(documents, key -> BodyPublishers.ofString(Documents.small(key)));
    }

    void begin(int documents, Function<String, BodyPublisher> content) {
        List<String> names = tenants();
        for (int i = 0; i < documents; i++) {
            String tenant = names.get(i % names.size());
            begun.add(CompletableFuture.runAsync(
                    () -> upload(tenant, UUID.randomUUID().toString(), "text", content), threads));
        }
    }

    /** Uploads that were begun and are not accepted yet. */
    int pending() {
        return (int) begun.stream().filter(upload -> !upload.isDone()).count();
    }

    /** Uploads, and returns when every document is accepted, those too that were begun before. */
    void upload(int documents) {
        begin(documents);
        awaitUploads();
    }

    /** Waits until every document is accepted. */
    void awaitUploads() {
        begun.forEach(CompletableFuture::join);
        begun.clear();
    }

    /** Uploads one document until it is accepted, and returns its job. */
    UUID upload(String tenant, String key, String name) {
        return upload(tenant, key, name, same -> BodyPublishers.ofString(Documents.small(same)));
    }

    UUID upload(String tenant, String key, String name, Function<String, BodyPublisher> content) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (System.nanoTime() < deadline) {
                HttpResponse<String> answer = send(tenant, key, name, "text/markdown", content.apply(key));
                if (answer != null && answer.statusCode() == 202) {
                    UUID job = UUID.fromString(
                            JSON.readTree(answer.body()).path("jobId").asText());
                    journal.acknowledged(key, job);
                    return job;
                }
                TimeUnit.MILLISECONDS.sleep(200);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("The upload was given up", e);
        }
        throw new IllegalStateException("Not accepted within " + PATIENCE);
    }

    /** Sends once. Null without an answer. */
    @Nullable
    HttpResponse<String> send(String tenant, String key, String name, String type, BodyPublisher content)
            throws InterruptedException {
        journal.sent();
        long begin = System.nanoTime();
        try {
            HttpResponse<String> answer = HTTP.send(
                    HttpRequest.newBuilder(api.resolve("/v1/documents"))
                            .header("Authorization", "Bearer " + keys.get(tenant))
                            .header("Content-Type", type)
                            .header("Idempotency-Key", key)
                            .header("X-Filename", name + ".md")
                            .timeout(Duration.ofSeconds(60))
                            .POST(content)
                            .build(),
                    BodyHandlers.ofString());
            journal.answered(answer.statusCode(), System.nanoTime() - begin);
            return answer;
        } catch (IOException e) {
            journal.answered(Journal.BROKEN, System.nanoTime() - begin);
            return null;
        }
    }
}
