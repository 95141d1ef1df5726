package io.dromedary.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Promise S-4: whatever comes from outside carries a canary and an attempt to forge a line; the log of a real process
 * shows neither.
 */
@Tag("standalone")
class LogsIT {

    private static final List<String> SAID =
            List.of("Took source", "Refused source", " completed: ", " failed in attempt ");

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String CANARY = "zqcanary";
    private static final String SECRET_KEY = "the-secret-key-of-this-test-is-long-enough";
    private static final String ADMIN_KEY = "the-admin-key-of-this-test";

    /** As a header or a path can carry it. */
    private static final String ENCODED = CANARY + "%0D%0A2026-01-01T00%3A00%3A00.000Z%20ERROR%20forged%1B%5B31m";

    /** As a body can. */
    private static final String FORGED = CANARY + "\\r\\n2026-01-01T00:00:00.000Z ERROR forged\\u001b[31m";

    private static final String EVENT =
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S+ +(TRACE|DEBUG|INFO|WARN|ERROR) .*";
    private static final String TRACE =
            "\\t+(at|\\.\\.\\.) .*|\\t*(Caused by|Suppressed): .*|[\\w.$]+(Exception|Error)\\b.*|";

    @TempDir
    static Path folder;

    private static HttpServer receiver;
    private static ServiceProcess service;
    private static Path drop;

    @BeforeAll
    static void start() throws Exception {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        receiver.createContext("/well-" + CANARY, exchange -> answer(exchange, 204));
        receiver.createContext("/gone-" + CANARY, exchange -> answer(exchange, 410));
        receiver.start();
        drop = Files.createDirectory(folder.toRealPath().resolve("drop"));
        service = ServiceProcess.start(
                Program.unpacked(folder),
                folder.toRealPath().resolve("data"),
                "--dromedary.admin-key=" + ADMIN_KEY,
                "--dromedary.secret-key=" + SECRET_KEY,
                "--dromedary.egress.allowed-subnets=127.0.0.1/32",
                "--dromedary.folder.directory=" + drop,
                "--dromedary.folder.min-age=0s",
                "--dromedary.job.attempts=1");
    }

    @AfterAll
    static void stop() {
        service.close();
        receiver.stop(0);
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, -1);
        }
    }

    @Test
    void nothingFromOutsideIsInTheLogAndNobodyForgesALine() throws Exception {
        String key =
                Files.readString(folder.toRealPath().resolve("data/api-key")).strip();
        UUID good = service.api().upload("# " + CANARY + "\n\nA text about " + CANARY + " and its like.\n");

        // Documents that end well, that are refused, and that fail.
        upload(key, "text/plain", "X-Filename: " + ENCODED + ".txt\r\nX-External-Id: " + CANARY + "-id", CANARY);
        upload(key, "text/plain", "X-Metadata: {\"" + CANARY + "\": \"" + FORGED + "\"}", CANARY);
        upload(key, "application/pdf", "X-Filename: " + CANARY + ".pdf", "%PDF-1.7\n" + CANARY + "\n%%EOF");
        upload(key, "application/" + CANARY, "X-Priority: " + CANARY, CANARY);
        upload(key, "text/plain", "X-Webhook-Url: https://" + CANARY + ".example/" + ENCODED, CANARY);
        upload(CANARY + "-is-a-key-of-nobody", "text/plain", "X-Deadline: " + CANARY, CANARY);
        multipart(key);

        // Documents of which nothing is kept, with a receiver that takes them and one that is gone.
        String secret = send("POST", "/v1/webhooks/secret/rotate", key, "application/json", "{}")
                .replaceAll("(?s).*(whsec_[^\"]*).*", "$1");
        String well = passThrough(key, "well-", "text/markdown", "# " + CANARY + "\n\nA text about " + CANARY + ".\n");
        String gone = passThrough(key, "gone-", "text/markdown", "# " + CANARY + "\n\nA text about " + CANARY + ".\n");
        String broken = passThrough(key, "well-", "application/pdf", "%PDF-1.7\n" + CANARY + "\n%%EOF");

        // Requests with bodies, paths, queries and header lines.
        assertThat(send("POST", "/v1/search", key, "application/json", "{\"query\": \"" + FORGED + "\", \"limit\": 3}"))
                .startsWith("HTTP/1.1 200");
        request("GET", "/v1/jobs", key, "text/plain", "X-Nothing: " + CANARY + "\u001b[31m", "");
        send("POST", "/v1/search", key, "application/json", "{\"" + FORGED + "\": " + CANARY);
        send("GET", "/v1/jobs/" + ENCODED, key, "text/plain", "");
        send("GET", "/v1/jobs?status=" + ENCODED + "&" + CANARY + "=1", key, "text/plain", "");
        send("GET", "/" + CANARY + "\u001b[31m", key, "text/plain", "");
        send("GET", "/v1/jobs?q={" + CANARY + "}", key, "text/plain", "");
        send(CANARY + "(", "/v1/jobs", key, "text/plain", "");
        assertThat(send("POST", "/v1/admin/tenants", ADMIN_KEY, "application/json", "{\"name\": \"" + CANARY + "\"}"))
                .startsWith("HTTP/1.1 201");
        send("POST", "/v1/admin/tenants", ADMIN_KEY, "application/json", "{\"name\": \"" + FORGED + "\"}");
        send("POST", "/v1/webhooks/endpoints", key, "application/json", "{\"url\": \"https://" + FORGED + "/\"}");

        // Files that are found.
        Files.writeString(drop.resolve(CANARY + ".md"), "# " + CANARY);
        Files.writeString(drop.resolve(CANARY + "\r\n2026-01-01T00:00:00.000Z ERROR forged\u001b[31m.md"), CANARY);
        Files.writeString(drop.resolve(CANARY + ".pdf"), "%PDF-1.7\n" + CANARY);

        service.await("the jobs", LIMIT, () -> service.api().isCompleted(good) && waiting(key) == 0);
        service.await("the files", LIMIT, LogsIT::isEmpty);
        assertThat(List.of(status(key, well), status(key, gone), status(key, broken)))
                .containsExactly("completed", "failed", "failed");

        String output = service.output();
        assertThat(SAID.stream().filter(what -> !output.contains(what)))
                .as("what the service has to say of all this")
                .isEmpty();
        assertThat(output.lines().filter(line -> line.toLowerCase(Locale.ROOT).contains(CANARY)))
                .as("lines with the canary")
                .isEmpty();
        assertThat(output.lines().filter(line -> line.contains("forged")))
                .as("forged lines")
                .isEmpty();
        assertThat(output).as("keys").doesNotContain(key, ADMIN_KEY, SECRET_KEY, secret);
        assertThat(output).as("controls of terminals").doesNotContain("\u001b");
        assertThat(output.lines()).allSatisfy(line -> assertThat(line).matches("(" + EVENT + ")|(" + TRACE + ")"));
    }

    /** Returns the id of the job. */
    private static String passThrough(String key, String receives, String type, String content) throws IOException {
        String url = "http://127.0.0.1:%d/%s%s".formatted(receiver.getAddress().getPort(), receives, CANARY);
        String answer = upload(
                key,
                type,
                "X-Passthrough: true\r\nX-Webhook-Url: %s\r\nX-Filename: %s.md\r\nX-Metadata: {\"%s\": \"%s\"}"
                        .formatted(url, CANARY, CANARY, CANARY),
                content);
        assertThat(answer).startsWith("HTTP/1.1 202");
        return answer.replaceAll("(?s).*\"jobId\": ?\"([^\"]*)\".*", "$1");
    }

    private static String status(String key, String job) throws IOException {
        return send("GET", "/v1/jobs/" + job, key, "text/plain", "")
                .replaceAll("(?s).*\"status\": ?\"([^\"]*)\".*", "$1");
    }

    private static long waiting(String key) throws IOException {
        String jobs = send("GET", "/v1/jobs?status=queued", key, "text/plain", "")
                + send("GET", "/v1/jobs?status=running", key, "text/plain", "");
        return jobs.lines().filter(line -> line.contains("\"jobId\"")).count();
    }

    private static boolean isEmpty() throws IOException {
        try (var files = Files.list(drop)) {
            return files.noneMatch(Files::isRegularFile);
        }
    }

    private static String upload(String key, String type, String headers, String content) throws IOException {
        return request(
                "POST",
                "/v1/documents",
                key,
                type,
                headers + "\r\nIdempotency-Key: " + CANARY + UUID.randomUUID(),
                content);
    }

    private static void multipart(String key) throws IOException {
        String content = """
                --cut\r
                Content-Disposition: form-data; name="%s"\r
                \r
                %s\r
                --cut\r
                Content-Disposition: form-data; name="document"; filename="%s.md"\r
                Content-Type: text/markdown\r
                \r
                # %s\r
                --cut--\r
                """.formatted(CANARY, CANARY, ENCODED, CANARY);
        upload(key, "multipart/form-data; boundary=cut", "X-Nothing: " + CANARY, content);
    }

    private static String send(String method, String path, String key, String type, String content) throws IOException {
        return request(method, path, key, type, "X-Nothing: " + CANARY, content);
    }

    /** Through a bare socket: a client would refuse most of this. */
    private static String request(String method, String path, String key, String type, String headers, String content)
            throws IOException {
        byte[] body = content.getBytes(StandardCharsets.UTF_8);
        try (var socket = new Socket(service.url().getHost(), service.url().getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write("""
                    %s %s HTTP/1.1\r
                    Host: localhost\r
                    Authorization: Bearer %s\r
                    Content-Type: %s\r
                    Content-Length: %d\r
                    Connection: close\r
                    %s\r
                    \r
                    """.formatted(method, path, key, type, body.length, headers)
                    .getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(body);
            return answer(socket.getInputStream());
        }
    }

    private static String answer(InputStream in) throws IOException {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            // Refused unread; what the log says of it is what counts.
            return "";
        }
    }
}
