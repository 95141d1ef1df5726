package io.dromedary.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.Caller;
import io.dromedary.Caller.Answer;
import io.dromedary.WithApi;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** The promise U-10: limits hold while an upload streams in, whatever its client says or does. */
@Tag("once")
@WithApi
class SlowUploadsIT {

    private static final int LIMIT = 3 * 1024 * 1024;
    private static final int SLOW = 500;
    private static final int WHILE_ALL_ARE_SLOW = 5;

    @Autowired
    private Caller api;

    private final String key = UUID.randomUUID().toString();
    private List<String> before = List.of();

    @BeforeEach
    void look() {
        before = api.originals();
    }

    @Test
    void takesADocumentOfTheLimitOfUnknownLength() throws Exception {
        assertThat(api.send(api.upload(key, ofUnknownLength(LIMIT))).status()).isEqualTo(202);
    }

    @Test
    void cutsAnUploadOfUnknownLengthAtTheLimit() throws Exception {
        for (int i = 0; i < 5; i++) {
            Answer answer = api.send(api.upload(key, ofUnknownLength(LIMIT + 1 + i * 200_000)));
            assertThat(answer.status()).as(answer.toString()).isEqualTo(413);
            assertThat(answer.get("code")).isEqualTo("document_too_large");
        }
        assertNothingNew();
    }

    @Test
    void refusesAnAnnouncedSizeBeforeTheFirstByte() throws Exception {
        try (Socket socket = announce("Content-Length: 10000000000")) {
            assertThat(status(socket)).isEqualTo(413);
        }
        try (Socket socket =
                announce("Content-Length: 10000000000\r\nContent-Type: multipart/form-data; boundary=xyz")) {
            assertThat(status(socket)).isEqualTo(413);
        }
    }

    @Test
    void anUploadThatIsShorterThanAnnouncedLeavesNothing() throws Exception {
        try (Socket socket = announce("Content-Length: 2000000")) {
            socket.getOutputStream().write(new byte[1_500_000]);
            socket.shutdownOutput();
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> before.containsAll(api.originals()));
        assertThat(api.send(api.upload(key, "hello")).status()).isEqualTo(202);
    }

    @Test
    void whatIsLongerThanAnnouncedIsNoPartOfTheUpload() throws Exception {
        try (Socket socket = announce("Content-Length: 5")) {
            socket.getOutputStream().write("hello and more".getBytes(StandardCharsets.US_ASCII));
            assertThat(status(socket)).isEqualTo(202);
        }
        Answer again = api.send(api.upload(key, "hello"));
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1000000", "Transfer-Encoding: chunked"})
    void cutsAnUploadThatDrips(String length) throws Exception {
        try (Socket socket = announce(length)) {
            assertThat(drip(socket, length, new AtomicBoolean())).isEqualTo(408);
        }
        assertNothingNew();
    }

    @Test
    void hundredsOfSlowUploadsLeaveRoomForOthers() throws Exception {
        long heapBefore = usedHeap();
        ExecutorService clients = Executors.newFixedThreadPool(SLOW);
        AtomicBoolean over = new AtomicBoolean();
        try {
            List<CompletableFuture<Integer>> slow = new ArrayList<>();
            for (int i = 0; i < SLOW; i++) {
                slow.add(CompletableFuture.supplyAsync(() -> dripTillTheEnd(over), clients));
            }
            List<Long> millis = new ArrayList<>();
            long heap = 0;
            while (slow.stream().anyMatch(one -> !one.isDone())) {
                long start = System.nanoTime();
                assertThat(api.send(api.request("/v1/jobs/" + UUID.randomUUID()))
                                .status())
                        .isEqualTo(404);
                millis.add((System.nanoTime() - start) / 1_000_000);
                if (millis.size() == WHILE_ALL_ARE_SLOW) {
                    heap = usedHeap() - heapBefore;
                }
            }
            Map<Integer, Integer> statuses = new TreeMap<>();
            slow.forEach(one -> statuses.merge(one.join(), 1, Integer::sum));
            millis.sort(null);
            int refused = statuses.getOrDefault(408, 0) + statuses.getOrDefault(503, 0);
            System.out.printf(
                    "U-10: slow uploads at once: attempts %d, accepted 0, refused %d, duplicated 0, unexpected %d (%s); "
                            + "meanwhile %d other requests, p50 %d ms, p99 %d ms, max %d ms; heap grew by %d MB%n",
                    SLOW,
                    refused,
                    SLOW - refused,
                    statuses,
                    millis.size(),
                    millis.get(millis.size() / 2),
                    millis.get(millis.size() * 99 / 100),
                    millis.get(millis.size() - 1),
                    heap >> 20);
            assertThat(statuses.keySet()).isSubsetOf(408, 503).contains(408, 503);
            assertThat(millis).hasSizeGreaterThan(WHILE_ALL_ARE_SLOW);
            assertThat(heap).isLessThan(128L << 20);
        } finally {
            over.set(true);
            clients.shutdownNow();
        }
        assertThat(api.send(api.upload(key, "hello")).status()).isEqualTo(202);
        assertNothingNewBut(1);
    }

    private static long usedHeap() {
        ManagementFactory.getMemoryMXBean().gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private int dripTillTheEnd(AtomicBoolean over) {
        String length = "Content-Length: 1000000";
        try (Socket socket = announce(UUID.randomUUID().toString(), length)) {
            return drip(socket, length, over);
        } catch (IOException e) {
            return -1;
        }
    }

    /** One byte now and then, until there is an answer. */
    private int drip(Socket socket, String length, AtomicBoolean over) throws IOException {
        byte[] drop = (length.startsWith("Transfer") ? "1\r\na\r\n" : "a").getBytes(StandardCharsets.US_ASCII);
        OutputStream out = socket.getOutputStream();
        socket.setSoTimeout(500);
        while (!over.get()) {
            try {
                out.write(drop);
            } catch (IOException e) {
                // The service has closed the connection; its answer lies in the buffer of this end.
                return status(socket);
            }
            try {
                return status(socket);
            } catch (SocketTimeoutException e) {
                // No answer yet: the next drop.
            }
        }
        return 0;
    }

    private Socket announce(String headers) throws IOException {
        return announce(key, headers);
    }

    private Socket announce(String name, String headers) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port);
        socket.getOutputStream().write("""
                POST /v1/documents HTTP/1.1\r
                Host: localhost\r
                Authorization: Bearer a-key-for-tests-only\r
                Idempotency-Key: %s\r
                %s\r
                \r
                """.formatted(name, headers).getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static int status(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        String line = new String(in.readNBytes("HTTP/1.1 200".length()), StandardCharsets.US_ASCII);
        return line.length() < 12 ? -1 : Integer.parseInt(line.substring(9));
    }

    private static BodyPublisher ofUnknownLength(int size) {
        byte[] content = new byte[size];
        Arrays.fill(content, (byte) 'a');
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content));
    }

    private void assertNothingNew() {
        assertNothingNewBut(0);
    }

    private void assertNothingNewBut(int count) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(api.originals())
                        .filteredOn(object -> !before.contains(object))
                        .hasSize(count));
    }
}
