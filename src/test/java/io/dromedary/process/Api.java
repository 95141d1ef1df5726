package io.dromedary.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The HTTP API of a service, as a client sees it. */
final class Api {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI service;
    private final String key;

    Api(URI service, String key) {
        this.service = service;
        this.key = key;
    }

    String key() {
        return key;
    }

    /** An answer with its JSON. */
    record Answer(int status, JsonNode json) {}

    static boolean answersOk(URI uri) throws InterruptedException {
        try {
            return CLIENT.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Uploads Markdown; it must be accepted. The answer is the id of its job. */
    UUID upload(String markdown) throws IOException, InterruptedException {
        Answer answer = upload("text/markdown", BodyPublishers.ofString(markdown));
        if (answer.status != 202) {
            throw new AssertionError("The upload was answered with " + answer);
        }
        return UUID.fromString(answer.json.get("jobId").textValue());
    }

    /** Uploads Markdown as the next version of the client's own document; it must be accepted. */
    UUID replace(String externalId, String markdown) throws IOException, InterruptedException {
        Answer answer = send(request("/v1/documents")
                .header("Content-Type", "text/markdown")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .header("X-External-Id", externalId)
                .POST(BodyPublishers.ofString(markdown)));
        if (answer.status != 202) {
            throw new AssertionError("The upload was answered with " + answer);
        }
        return UUID.fromString(answer.json.get("jobId").textValue());
    }

    /**
     * Uploads plain text whose length is not announced, through a bare socket: a service that refuses a document does
     * not read on, and the Java client throws the answer away with the broken connection.
     */
    Answer uploadStream(InputStream text) throws IOException {
        try (var socket = new Socket(service.getHost(), service.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write("""
                    POST /v1/documents HTTP/1.1\r
                    Host: localhost\r
                    Authorization: Bearer %s\r
                    Content-Type: text/plain\r
                    Idempotency-Key: %s\r
                    Transfer-Encoding: chunked\r
                    Connection: close\r
                    \r
                    """.formatted(key, UUID.randomUUID()).getBytes(StandardCharsets.US_ASCII));
            sendChunks(text, out);
            return answer(socket.getInputStream());
        }
    }

    /** Begins an upload and leaves it at that. */
    Socket beginUpload(String idempotencyKey) throws IOException {
        var socket = new Socket(service.getHost(), service.getPort());
        socket.getOutputStream().write("""
                        POST /v1/documents HTTP/1.1\r
                        Host: localhost\r
                        Authorization: Bearer %s\r
                        Content-Type: text/plain\r
                        Idempotency-Key: %s\r
                        Content-Length: 1000000\r
                        \r
                        The first words""".formatted(key, idempotencyKey).getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Uploads plain text under a key; the answer may be any. */
    Answer upload(String text, String idempotencyKey) throws IOException, InterruptedException {
        return send(request("/v1/documents")
                .header("Content-Type", "text/plain")
                .header("Idempotency-Key", idempotencyKey)
                .POST(BodyPublishers.ofString(text)));
    }

    private static void sendChunks(InputStream content, OutputStream out) {
        byte[] buffer = new byte[1 << 16];
        try {
            for (int count = content.read(buffer); count > 0; count = content.read(buffer)) {
                out.write("%x\r\n".formatted(count).getBytes(StandardCharsets.US_ASCII));
                out.write(buffer, 0, count);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // The service has hung up; its answer tells why.
        }
    }

    /** Reads to the end of the connection, orderly or not. */
    private static Answer answer(InputStream in) throws IOException {
        var received = new ByteArrayOutputStream();
        try {
            in.transferTo(received);
        } catch (IOException e) {
            // What came before was delivered.
        }
        String answer = received.toString(StandardCharsets.UTF_8);
        int status = Integer.parseInt(answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
        // However the body is framed, it is one object.
        return new Answer(status, JSON.readTree(answer.substring(answer.indexOf('{'), answer.lastIndexOf('}') + 1)));
    }

    private Answer upload(String mediaType, BodyPublisher content) throws IOException, InterruptedException {
        return send(request("/v1/documents")
                .header("Content-Type", mediaType)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(content));
    }

    JsonNode job(UUID id) throws IOException, InterruptedException {
        return send(request("/v1/jobs/" + id)).json;
    }

    boolean isCompleted(UUID job) throws IOException, InterruptedException {
        String status = job(job).get("status").textValue();
        if (List.of("failed", "dead", "cancelled").contains(status)) {
            throw new AssertionError("The job ended as " + job(job));
        }
        return status.equals("completed");
    }

    /** The texts of the hits, best first. */
    List<String> search(String query) throws IOException, InterruptedException {
        byte[] body = JSON.writeValueAsBytes(Map.of("query", query, "limit", 100));
        Answer answer = send(request("/v1/search")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body)));
        var texts = new ArrayList<String>();
        answer.json.get("hits").forEach(hit -> texts.add(hit.get("text").textValue()));
        return texts;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(service.resolve(path)).header("Authorization", "Bearer " + key);
    }

    private static Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = CLIENT.send(request.build(), BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), JSON.readTree(response.body()));
    }
}
