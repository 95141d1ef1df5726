package io.dromedary.provider;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dromedary.provider.ProviderAnswer.Outcome;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class HttpProviderTest {

    private static final String TWO = """
            {"object": "list", "model": "stub", "usage": {"prompt_tokens": 5, "total_tokens": 5}, "data": [
              {"object": "embedding", "index": 1, "embedding": [0, 1]},
              {"object": "embedding", "index": 0, "embedding": [1, 0]}]}""";

    private static final Duration WAIT = Duration.ofSeconds(60);

    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicReference<String> asked = new AtomicReference<>("");
    private HttpServer server;

    /** Answers an exchange in some way. */
    private interface Behaviour {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void ordersTheVectorsOfOpenAiByTheirTexts() {
        ProviderAnswer answer = embed(ProviderKind.OPENAI, exchange -> send(exchange, 200, TWO));
        assertThat(answer.outcome()).isEqualTo(Outcome.EMBEDDED);
        assertThat(answer.vectors()).containsExactly(new float[] {1, 0}, new float[] {0, 1});
        assertThat(answer.tokens()).isEqualTo(5);
        assertThat(asked.get())
                .isEqualTo("/v1/embeddings {\"encoding_format\":\"float\",\"input\":[\"a\",\"b\"],\"model\":\"stub\"}");
    }

    @Test
    void asksOllamaNotToCutTexts() {
        ProviderAnswer answer = embed(
                ProviderKind.OLLAMA,
                exchange -> send(exchange, 200, "{\"embeddings\": [[1, 0], [0, 1]], \"prompt_eval_count\": 6}"));
        assertThat(answer.vectors()).containsExactly(new float[] {1, 0}, new float[] {0, 1});
        assertThat(answer.tokens()).isEqualTo(6);
        assertThat(asked.get())
                .startsWith("/v1/api/embed")
                .contains("\"truncate\":false", "\"input\":[\"a\",\"b\"]", "\"model\":\"stub\"");
    }

    @ParameterizedTest
    @CsvSource({
        "400, UNACCEPTABLE",
        "413, UNACCEPTABLE",
        "422, UNACCEPTABLE",
        "429, LIMITED",
        "401, DENIED",
        "403, DENIED",
        "404, DENIED",
        "302, DENIED",
        "408, UNAVAILABLE",
        "500, UNAVAILABLE",
        "503, UNAVAILABLE"
    })
    void sortsEveryStatusWithoutRepeatingWhatTheProviderWrote(int status, Outcome outcome) {
        ProviderAnswer answer =
                embed(ProviderKind.OPENAI, exchange -> send(exchange, status, "{\"error\": \"secret\"}"));
        assertThat(answer.outcome()).isEqualTo(outcome);
        assertThat(answer.detail()).contains(Integer.toString(status)).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({"429", "503"})
    void obeysRetryAfter(int status) {
        ProviderAnswer answer = embed(ProviderKind.OPENAI, exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "7");
            send(exchange, status, "");
        });
        assertThat(answer.outcome()).isEqualTo(Outcome.LIMITED);
        assertThat(answer.retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void comparesADateWithTheClockOfTheProvider() {
        Clock behind = Clock.offset(Clock.systemUTC(), Duration.ofHours(-5));
        ProviderAnswer answer = embed(provider(properties(ProviderKind.OPENAI, uri(), WAIT), behind), exchange -> {
            String date =
                    RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(100));
            exchange.getResponseHeaders().add("Retry-After", date);
            send(exchange, 429, "");
        });
        assertThat(answer.retryAfter()).isBetween(Duration.ofSeconds(90), Duration.ofSeconds(101));
    }

    @Test
    void asksOnceAnHourWhateverTheProviderSays() {
        ProviderAnswer answer = embed(ProviderKind.OPENAI, exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "86400");
            send(exchange, 429, "");
        });
        assertThat(answer.retryAfter()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void doesNotTakeVectorsOfAnotherLength() {
        ProviderAnswer answer =
                embed(ProviderKind.OLLAMA, exchange -> send(exchange, 200, "{\"embeddings\": [[1, 0, 0], [0, 1, 0]]}"));
        assertThat(answer.outcome()).isEqualTo(Outcome.DENIED);
        assertThat(answer.detail()).contains("3 dimensions", "dromedary.provider.dimensions");
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "{",
        "[]",
        "'{\"embeddings\": [[1, 0]]}'",
        "'{\"embeddings\": null}'",
        "'{\"embeddings\": [\"a\"]}'"
    })
    void takesNonsenseForNoAnswer(String body) {
        assertThat(embed(ProviderKind.OLLAMA, exchange -> send(exchange, 200, body))
                        .outcome())
                .isEqualTo(Outcome.UNAVAILABLE);
    }

    @Test
    void givesUpAProviderThatHangs() {
        assertUnavailableSoon(exchange -> over.await());
    }

    @Test
    void givesUpAnAnswerThatDoesNotCome() {
        assertUnavailableSoon(exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            over.await();
        });
    }

    @Test
    void givesUpAnAnswerThatDoesNotEnd() {
        byte[] blanks = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
        ProviderAnswer answer = embed(properties(ProviderKind.OPENAI, uri(), Duration.ofSeconds(60)), exchange -> {
            exchange.sendResponseHeaders(200, 0);
            for (int megabyte = 0; megabyte < 200; megabyte++) {
                exchange.getResponseBody().write(blanks);
            }
        });
        assertThat(answer.outcome()).isEqualTo(Outcome.UNAVAILABLE);
    }

    @Test
    void knowsAProviderThatIsNotThere() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        ProviderProperties properties =
                properties(ProviderKind.OPENAI, URI.create("http://127.0.0.1:" + port), Duration.ofSeconds(10));
        assertThat(provider(properties).embed(List.of("a", "b")).outcome()).isEqualTo(Outcome.UNAVAILABLE);
    }

    private void assertUnavailableSoon(Behaviour behaviour) {
        ProviderAnswer answer = embed(properties(ProviderKind.OPENAI, uri(), Duration.ofMillis(300)), behaviour);
        assertThat(answer.outcome()).isEqualTo(Outcome.UNAVAILABLE);
    }

    private ProviderAnswer embed(ProviderKind kind, Behaviour behaviour) {
        return embed(properties(kind, uri(), WAIT), behaviour);
    }

    private ProviderAnswer embed(ProviderProperties properties, Behaviour behaviour) {
        return embed(provider(properties), behaviour);
    }

    private ProviderAnswer embed(HttpProvider provider, Behaviour behaviour) {
        server.createContext("/", exchange -> {
            asked.set(exchange.getRequestURI() + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            try (exchange) {
                behaviour.answer(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return provider.embed(List.of("a", "b"));
    }

    private static HttpProvider provider(ProviderProperties properties) {
        return provider(properties, Clock.systemUTC());
    }

    private static HttpProvider provider(ProviderProperties properties, Clock clock) {
        return new HttpProvider(new RemoteProvider(properties), clock);
    }

    private URI uri() {
        return URI.create(
                "http://127.0.0.1:%d/v1/".formatted(server.getAddress().getPort()));
    }

    private static ProviderProperties properties(ProviderKind kind, URI uri, Duration timeout) {
        return new ProviderProperties(
                kind, uri, "stub", null, null, 2, timeout, 10, 1000, DataSize.ofMegabytes(1), 100, BigDecimal.ZERO);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
