package io.dromedary.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One trace from the upload through the broker to the webhook, as a collector receives it. */
@Tag("standalone")
class TracesIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String CANARY = "zqcanary";

    /** What a span of a passage through each route is called. */
    private static final List<String> EXPECTED = List.of(
            "accept-document", "process-document", "open-document", "embed-chunks", "complete-job", "send-webhook");

    @TempDir
    Path folder;

    private final StringBuilder collected = new StringBuilder();

    @Test
    void theSpansOfAJobAreOneTraceAndHoldNothingOfTheDocument() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        var threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.createContext("/v1/traces", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            synchronized (collected) {
                // One character for each byte, so that ids can be looked for as well as names.
                collected.append(new String(body, StandardCharsets.ISO_8859_1));
            }
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.createContext("/hook", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        String base = "http://127.0.0.1:" + server.getAddress().getPort();
        try (var service = ServiceProcess.start(
                Program.unpacked(folder),
                folder.toRealPath().resolve("data"),
                "--dromedary.traces.endpoint=" + base + "/v1/traces",
                "--dromedary.egress.allowed-subnets=127.0.0.0/8")) {
            UUID job = upload(service, base + "/hook");
            service.await(
                    "all spans",
                    LIMIT,
                    () -> Stream.concat(EXPECTED.stream(), Stream.of(id(job))).allMatch(what -> text().contains(what)));
            String all = text();
            EXPECTED.forEach(name -> assertThat(count(all, name)).as(name).isPositive());
            System.out.printf("%d times the id of the job's trace, in %d bytes%n", count(all, id(job)), all.length());
            // Each of them names the trace.
            assertThat(count(all, id(job))).isGreaterThanOrEqualTo(EXPECTED.size());
            assertThat(all.toLowerCase(Locale.ROOT)).doesNotContain(CANARY);
        } finally {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    private UUID upload(ServiceProcess service, String hook) throws Exception {
        String key =
                Files.readString(folder.toRealPath().resolve("data/api-key")).strip();
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest secret = HttpRequest.newBuilder(service.url().resolve("/v1/webhooks/secret/rotate"))
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.noBody())
                .build();
        assertThat(http.send(secret, BodyHandlers.discarding()).statusCode()).isEqualTo(201);
        HttpRequest request = HttpRequest.newBuilder(service.url().resolve("/v1/documents"))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "text/markdown")
                .header("Idempotency-Key", CANARY)
                .header("X-Filename", CANARY + ".md")
                .header("X-External-Id", CANARY)
                .header("X-Webhook-Url", hook)
                .POST(BodyPublishers.ofString("# " + CANARY + "\n\nA text about " + CANARY + ".\n"))
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        String location = URI.create(answer.headers().firstValue("Location").orElseThrow())
                .getPath();
        return UUID.fromString(location.substring(location.lastIndexOf('/') + 1));
    }

    private String text() {
        synchronized (collected) {
            return collected.toString();
        }
    }

    /** The sixteen bytes of the trace's id, which are the job's. */
    private static String id(UUID job) {
        var bytes =
                ByteBuffer.allocate(16).putLong(job.getMostSignificantBits()).putLong(job.getLeastSignificantBits());
        return new String(bytes.array(), StandardCharsets.ISO_8859_1);
    }

    private static int count(String text, String what) {
        return (text.length() - text.replace(what, "").length()) / what.length();
    }
}
