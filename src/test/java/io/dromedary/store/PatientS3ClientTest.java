package io.dromedary.store;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

class PatientS3ClientTest {

    @ParameterizedTest
    @ValueSource(ints = {200, 429, 500, 503})
    void anEndpointStartsWithoutAStoreThatIsAway(int status) throws IOException {
        HttpServer server = answering(status);
        try {
            URI store = uri(server);
            assertThatCode(() -> startEndpoint(store)).doesNotThrowAnyException();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void anEndpointStartsWithoutAStoreThatRefusesConnections() throws IOException {
        HttpServer server = answering(200);
        URI store = uri(server);
        server.stop(0);
        assertThatCode(() -> startEndpoint(store)).doesNotThrowAnyException();
    }

    @Test
    void anEndpointDoesNotStartWithAStoreThatRefuses() throws IOException {
        HttpServer server = answering(401);
        try {
            URI store = uri(server);
            assertThatThrownBy(() -> startEndpoint(store)).hasRootCauseInstanceOf(S3Exception.class);
        } finally {
            server.stop(0);
        }
    }

    private static HttpServer answering(int status) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(status, -1);
            }
        });
        server.start();
        return server;
    }

    private static URI uri(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** As a route does with the endpoint that it sends to. */
    private static void startEndpoint(URI store) throws Exception {
        try (S3Client client = new PatientS3Client(S3Clients.connect(store, null, "access", "secret"));
                var context = new DefaultCamelContext()) {
            context.getRegistry().bind("client", client);
            context.start();
            context.getEndpoint("aws2-s3:tests?amazonS3Client=#client");
        }
    }
}
