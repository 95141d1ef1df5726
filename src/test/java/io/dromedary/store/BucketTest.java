package io.dromedary.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.health.Status;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

class BucketTest {

    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private HttpServer server;
    private S3Client s3;
    private Bucket bucket;
    private volatile int status;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", exchange -> {
            try (exchange) {
                requests.add(exchange.getRequestMethod());
                exchange.sendResponseHeaders(exchange.getRequestMethod().equals("PUT") ? 200 : status, -1);
            }
        });
        server.start();
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        s3 = S3Clients.connect(endpoint, null, "access", "secret");
        bucket = new Bucket(s3, "tests", Duration.ofMillis(20));
    }

    @AfterEach
    void stop() throws InterruptedException {
        bucket.destroy();
        s3.close();
        server.stop(0);
    }

    @Test
    void leavesABucketAlone() {
        status = 200;
        bucket.afterPropertiesSet();
        assertThat(requests).containsExactly("HEAD");
        assertThat(bucket.health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void createsAMissingBucket() {
        status = 404;
        bucket.afterPropertiesSet();
        assertThat(requests).containsExactly("HEAD", "PUT");
        assertThat(bucket.health().getStatus()).isEqualTo(Status.UP);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void startsWithoutAStoreThatIsAwayAndIsReadyWhenItIsBack(int outage) {
        status = outage;
        bucket.afterPropertiesSet();
        assertThat(bucket.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        status = 404;
        Awaitility.await().until(() -> bucket.health().getStatus().equals(Status.UP));
        assertThat(requests).last().isEqualTo("PUT");
    }

    @Test
    void doesNotStartWithAStoreThatRefuses() {
        status = 403;
        assertThatThrownBy(bucket::afterPropertiesSet).isInstanceOf(S3Exception.class);
        assertThat(bucket.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
    }
}
