package io.dromedary.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promise W-7 where it counts: at the socket. And the limits of an answer. */
@Timeout(60)
class GuardedClientTest {

    private static final Duration DEADLINE = Duration.ofSeconds(1);

    /** What a connection is answered with; nobody else listens. */
    @FunctionalInterface
    private interface Answer {
        void write(OutputStream out) throws Exception;
    }

    /** A server on loopback that counts who comes. */
    private static final class Trap implements AutoCloseable {

        private final ServerSocket socket;
        private final AtomicInteger connections = new AtomicInteger();
        private final AtomicInteger sent = new AtomicInteger();

        Trap(Answer answer) throws IOException {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread thread = new Thread(() -> {
                while (!socket.isClosed()) {
                    try {
                        Socket one = socket.accept();
                        connections.incrementAndGet();
                        Thread serving = new Thread(() -> serve(one, answer));
                        serving.setDaemon(true);
                        serving.start();
                    } catch (IOException e) {
                        return;
                    }
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        private void serve(Socket one, Answer answer) {
            try (one) {
                readHead(one);
                answer.write(new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        one.getOutputStream().write(b);
                        sent.incrementAndGet();
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        one.getOutputStream().write(bytes, offset, length);
                        sent.addAndGet(length);
                    }
                });
            } catch (Exception e) {
                // The client hung up.
            }
        }

        /** Whoever answered before the request came would break its connection. */
        private static void readHead(Socket one) throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = one.getInputStream().read();
                if (next < 0) {
                    return;
                }
                head.append((char) next);
            }
            // The body of post(), if it is one.
            if (head.indexOf("Content-Length: 2\r\n") > 0) {
                one.getInputStream().readNBytes(2);
            }
        }

        int port() {
            return socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static EgressGuard loopback() {
        return new EgressGuard(EgressGuardTest.properties(List.of("127.0.0.0/8")), InetAddress::getAllByName);
    }

    private static int post(CloseableHttpClient client, String url) throws IOException {
        HttpPost request = new HttpPost(url);
        request.setEntity(new StringEntity("{}", ContentType.APPLICATION_JSON));
        return client.execute(request, answer -> {
            assertThat(answer.getEntity()).isNull();
            return answer.getCode();
        });
    }

    private static void head(OutputStream out, String head) throws IOException {
        out.write((head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aNameThatFlipsAfterTheCheckLeadsNowhere() throws Exception {
        int flips = 100;
        AtomicInteger lookUps = new AtomicInteger();
        try (Trap trap = new Trap(out -> head(out, "HTTP/1.1 200 OK"))) {
            EgressGuard guard = new EgressGuard(
                    new EgressProperties(Set.of(trap.port()), List.of(), DEADLINE), host -> new InetAddress[] {
                        InetAddress.getByName(lookUps.getAndIncrement() % 2 == 0 ? "1.1.1.1" : "127.0.0.1")
                    });
            try (CloseableHttpClient client = GuardedClient.client(guard, DEADLINE)) {
                for (int flip = 0; flip < flips; flip++) {
                    String url = "https://flip-%d.example:%d/".formatted(flip, trap.port());
                    guard.require(url);
                    assertThatThrownBy(() -> post(client, url)).isInstanceOf(ForbiddenAddressException.class);
                }
            }
            assertThat(trap.connections).hasValue(0);
            System.out.printf("W-7: DNS flips %d, refused %d, connections at the trap %d%n", flips, flips, 0);
        }
    }

    @Test
    void noForbiddenAddressIsConnectedToWhateverWasCheckedBefore() throws Exception {
        try (Trap trap = new Trap(out -> head(out, "HTTP/1.1 200 OK"))) {
            int refused = 0;
            for (String address : EgressGuardTest.FORBIDDEN) {
                EgressGuard guard =
                        new EgressGuard(new EgressProperties(Set.of(trap.port(), 443), List.of(), DEADLINE), host ->
                                new InetAddress[] {InetAddress.getByName(address)});
                try (CloseableHttpClient client = GuardedClient.client(guard, DEADLINE)) {
                    for (String scheme : List.of("http", "https")) {
                        String url = "%s://hook.example:%d/".formatted(scheme, trap.port());
                        assertThatThrownBy(() -> post(client, url)).isInstanceOf(ForbiddenAddressException.class);
                        refused++;
                    }
                }
            }
            for (String url :
                    List.of("http://2130706433:%d/", "http://127.1:%d/", "http://[::1]:%d/", "http://localhost.:%d/")) {
                EgressGuard guard = new EgressGuard(EgressGuardTest.properties(List.of()), InetAddress::getAllByName);
                try (CloseableHttpClient client = GuardedClient.client(guard, DEADLINE)) {
                    // Not every system knows the name with a dot behind it.
                    assertThatThrownBy(() -> post(client, url.formatted(trap.port())))
                            .isInstanceOf(UnknownHostException.class);
                    refused++;
                }
            }
            assertThat(trap.connections).hasValue(0);
            System.out.printf("W-7: addresses refused at connect time %d, connections at the trap 0%n", refused);
        }
    }

    @Test
    void followsNoRedirect() throws Exception {
        try (Trap trap = new Trap(out -> head(out, "HTTP/1.1 200 OK"));
                CloseableHttpClient client = GuardedClient.client(loopback(), DEADLINE)) {
            for (int status : List.of(301, 302, 303, 307, 308)) {
                for (String to : List.of("http://169.254.169.254/latest/", "http://127.0.0.1:" + trap.port() + "/")) {
                    try (Trap receiver = new Trap(out ->
                            head(out, "HTTP/1.1 %d X\r\nLocation: %s\r\nContent-Length: 0".formatted(status, to)))) {
                        assertThat(post(client, "http://127.0.0.1:%d/".formatted(receiver.port())))
                                .isEqualTo(status);
                    }
                }
            }
            assertThat(trap.connections).hasValue(0);
        }
    }

    @Test
    void knowsNoProxyOfTheEnvironment() throws Exception {
        try (Trap proxy = new Trap(out -> head(out, "HTTP/1.1 200 OK"));
                Trap receiver = new Trap(out -> head(out, "HTTP/1.1 204 No Content"))) {
            System.setProperty("http.proxyHost", "127.0.0.1");
            System.setProperty("http.proxyPort", Integer.toString(proxy.port()));
            System.setProperty("http.nonProxyHosts", "");
            try (CloseableHttpClient client = GuardedClient.client(loopback(), DEADLINE)) {
                assertThat(post(client, "http://127.0.0.1:%d/".formatted(receiver.port())))
                        .isEqualTo(204);
                assertThat(proxy.connections).hasValue(0);
            } finally {
                List.of("http.proxyHost", "http.proxyPort", "http.nonProxyHosts")
                        .forEach(System::clearProperty);
            }
        }
    }

    @Test
    void aReceiverThatHangsIsLeftAtTheDeadline() throws Exception {
        Answer hangs = out -> Thread.sleep(60_000);
        Answer drips = out -> {
            for (byte letter : "HTTP/1.1 200 OK\r\nX: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                    .getBytes(StandardCharsets.US_ASCII)) {
                out.write(letter);
                out.flush();
                Thread.sleep(300);
            }
        };
        for (Answer answer : List.of(hangs, drips)) {
            try (Trap receiver = new Trap(answer);
                    CloseableHttpClient client = GuardedClient.client(loopback(), DEADLINE)) {
                assertThatThrownBy(() -> post(client, "http://127.0.0.1:%d/".formatted(receiver.port())))
                        .isInstanceOf(SocketTimeoutException.class);
            }
        }
    }

    @Test
    void aReceiverThatDoesNotReadIsLeftAtTheDeadline() throws Exception {
        try (Trap receiver = new Trap(out -> Thread.sleep(60_000));
                CloseableHttpClient client = GuardedClient.client(loopback(), DEADLINE)) {
            HttpPost request = new HttpPost("http://127.0.0.1:%d/".formatted(receiver.port()));
            request.setEntity(new ByteArrayEntity(new byte[32 << 20], ContentType.APPLICATION_OCTET_STREAM));
            assertThatThrownBy(() -> client.execute(request, answer -> answer.getCode()))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    /** CVE-2026-54399: earlier versions keep lines and fields in memory as long as they come. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "X-Field: value\r\n"})
    void aHeadWithoutEndIsNotReadOn(String piece) throws Exception {
        try (Trap trap = new Trap(out -> {
                    out.write("HTTP/1.1 200 OK\r\nX-First: ".getBytes(StandardCharsets.US_ASCII));
                    byte[] pieces = piece.repeat(1000).getBytes(StandardCharsets.US_ASCII);
                    while (true) {
                        out.write(pieces);
                    }
                });
                CloseableHttpClient client = GuardedClient.client(loopback(), Duration.ofSeconds(30))) {
            long begin = System.nanoTime();
            assertThatThrownBy(() -> post(client, "http://127.0.0.1:" + trap.port() + "/"))
                    .isInstanceOf(IOException.class);
            System.out.printf("Hung up after %d bytes of a head%n", trap.sent.get());
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
            // Most of it lies in the buffers of the sockets.
            assertThat(trap.sent.get()).isLessThan(20_000_000);
        }
    }

    @Test
    void ofAnEndlessAnswerSixteenKilobytesAreRead() throws Exception {
        Answer endless = out -> {
            head(out, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked");
            while (true) {
                out.write(("10000\r\n" + "\u0000".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
        };
        try (Trap receiver = new Trap(endless);
                CloseableHttpClient client = GuardedClient.client(loopback(), Duration.ofSeconds(30))) {
            long begin = System.nanoTime();
            assertThat(post(client, "http://127.0.0.1:%d/".formatted(receiver.port())))
                    .isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
            // What the buffers of the system held, and no more.
            assertThat(receiver.sent.get()).isLessThan(32 << 20);
        }
    }

    @Test
    void aBodyThatDripsDoesNotHoldUpASuccess() throws Exception {
        Answer drips = out -> {
            head(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000");
            for (int i = 0; i < 1000; i++) {
                out.write('x');
                Thread.sleep(500);
            }
        };
        try (Trap receiver = new Trap(drips);
                CloseableHttpClient client = GuardedClient.client(loopback(), Duration.ofSeconds(30))) {
            long begin = System.nanoTime();
            assertThat(post(client, "http://127.0.0.1:%d/".formatted(receiver.port())))
                    .isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void asksForNothingPackedAndSendsNoCookieBack() throws Exception {
        try (Trap receiver = new Trap(out ->
                        head(out, "HTTP/1.1 200 OK\r\nConnection: close\r\nSet-Cookie: a=b\r\nContent-Length: 0"));
                CloseableHttpClient client = GuardedClient.client(loopback(), DEADLINE)) {
            for (int i = 0; i < 2; i++) {
                HttpPost request = new HttpPost("http://127.0.0.1:%d/".formatted(receiver.port()));
                request.setEntity(new StringEntity("{}"));
                client.execute(request, answer -> {
                    assertThat(request.getHeaders())
                            .extracting(Header::getName)
                            .doesNotContain("Accept-Encoding", "Cookie");
                    return answer.getCode();
                });
            }
        }
    }
}
