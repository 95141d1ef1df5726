package io.dromedary.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

class S3ClientsTest {

    private static final byte[] CONTENT = "hello".repeat(100_000).getBytes(StandardCharsets.US_ASCII);

    private final Map<String, String> seen = new ConcurrentHashMap<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            long size = exchange.getRequestBody().readAllBytes().length;
            seen.put("size", String.valueOf(size));
            seen.put("hash", exchange.getRequestHeaders().getFirst("x-amz-content-sha256"));
            seen.put("signature", exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void nothingHashesWhatStaysOnThisMachine() {
        put("127.0.0.1");

        assertThat(seen).containsEntry("hash", "UNSIGNED-PAYLOAD").containsEntry("size", "500000");
        assertThat(seen.get("signature"))
                .startsWith("AWS4-HMAC-SHA256 Credential=key/")
                .contains("x-amz-content-sha256");
    }

    @Test
    void whatMayGoOverAWireIsSigned() {
        put("localhost");

        assertThat(seen).containsEntry("hash", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD");
    }

    private void put(String host) {
        URI endpoint =
                URI.create("http://%s:%d".formatted(host, server.getAddress().getPort()));
        try (S3Client s3 = S3Clients.connect(endpoint, null, "key", "secret")) {
            s3.putObject(
                    request -> request.bucket("bucket").key("object"),
                    RequestBody.fromInputStream(new ByteArrayInputStream(CONTENT), CONTENT.length));
        }
    }
}
