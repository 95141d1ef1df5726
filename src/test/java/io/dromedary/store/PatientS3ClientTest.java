package io.dromedary.store;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

class PatientS3ClientTest {

    private HttpServer server;
    private URI store;
    private volatile int status;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(status, -1);
            }
        });
        server.start();
        store = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 429, 500, 503})
    void anEndpointStartsWithoutAStoreThatIsAway(int answer) {
        status = answer;
        assertThatCode(this::startEndpoint).doesNotThrowAnyException();
    }

    @Test
    void anEndpointStartsWithoutAStoreThatRefusesConnections() {
        server.stop(0);
        assertThatCode(this::startEndpoint).doesNotThrowAnyException();
    }

    @Test
    void anEndpointDoesNotStartWithAStoreThatRefuses() {
        status = 401;
        assertThatThrownBy(this::startEndpoint).hasRootCauseInstanceOf(S3Exception.class);
    }

    /** As a route does with the endpoint that it sends to. */
    private void startEndpoint() throws Exception {
        try (S3Client client = new PatientS3Client(S3Clients.connect(store, null, "access", "secret"));
                var context = new DefaultCamelContext()) {
            context.getRegistry().bind("client", client);
            context.start();
            context.getEndpoint("aws2-s3:tests?amazonS3Client=#client");
        }
    }
}
