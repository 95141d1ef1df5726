package io.dromedary.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * A provider that speaks like OpenAI, counts what it is asked before it answers, and enforces limits of its own. A
 * token is three bytes here, which is not what anybody else reckons with.
 */
public final class ProviderStub implements AutoCloseable {

    public static final int DIMENSIONS = 8;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Request> journal = new ArrayList<>();

    private volatile Duration latency = Duration.ZERO;
    private volatile BiFunction<Long, Long, Refusal> limit = (at, tokens) -> Refusal.NONE;
    private volatile Predicate<String> dislike = text -> false;
    private volatile int status = 200;
    private volatile int most = Integer.MAX_VALUE;

    /**
     * A request as it arrived.
     *
     * @param at nanoseconds of the monotonic clock
     * @param status of the answer
     */
    public record Request(long at, int status, List<String> texts, long tokens, String authorization) {}

    /**
     * What a limit says to a request.
     *
     * @param status 0 to let it pass
     */
    public record Refusal(int status, String retryAfter) {
        public static final Refusal NONE = new Refusal(0, "");
    }

    private ProviderStub(HttpServer server) {
        this.server = server;
    }

    public static ProviderStub start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
            ProviderStub stub = new ProviderStub(server);
            server.setExecutor(stub.threads);
            server.createContext("/v1/embeddings", stub::answer);
            server.start();
            return stub;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI baseUrl() {
        return URI.create("http://127.0.0.1:%d/v1".formatted(server.getAddress().getPort()));
    }

    /** Each answer takes so long. */
    public ProviderStub latency(Duration latency) {
        this.latency = latency;
        return this;
    }

    /** What decides about each request, by its time and tokens, one after the other. */
    public ProviderStub limit(BiFunction<Long, Long, Refusal> limit) {
        this.limit = limit;
        return this;
    }

    /** A request with such a text is answered with 400. */
    public ProviderStub dislike(Predicate<String> dislike) {
        this.dislike = dislike;
        return this;
    }

    /** Every answer is this from now on. */
    public ProviderStub status(int status) {
        this.status = status;
        return this;
    }

    /** From now on, only so many requests are answered; the others never, and they count as status 0. */
    public ProviderStub answer(int most) {
        this.most = most;
        return this;
    }

    /** All requests so far. */
    public List<Request> requests() {
        synchronized (journal) {
            return List.copyOf(journal);
        }
    }

    /** The texts that were answered with a vector, each as often as it was. */
    public List<String> embedded() {
        return requests().stream()
                .filter(request -> request.status == 200)
                .flatMap(request -> request.texts.stream())
                .toList();
    }

    public void forget() {
        synchronized (journal) {
            journal.clear();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        long at = System.nanoTime();
        JsonNode body = JSON.readTree(exchange.getRequestBody());
        List<String> texts = new ArrayList<>();
        body.get("input").forEach(text -> texts.add(text.textValue()));
        long tokens = texts.stream().mapToLong(text -> text.length() / 3 + 1).sum();
        Refusal refusal;
        boolean unanswered;
        synchronized (journal) {
            refusal = status == 200 ? limit.apply(at, tokens) : new Refusal(status, "");
            if (refusal.status == 0 && texts.stream().anyMatch(dislike)) {
                refusal = new Refusal(400, "");
            }
            unanswered = journal.size() >= most;
            journal.add(new Request(
                    at,
                    unanswered ? 0 : refusal.status == 0 ? 200 : refusal.status,
                    texts,
                    tokens,
                    String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))));
        }
        if (unanswered) {
            LockSupport.park(this);
        } else if (refusal.status == 0) {
            LockSupport.parkNanos(latency.toNanos());
            send(exchange, 200, JSON.writeValueAsBytes(embeddings(texts, tokens)));
        } else {
            if (!refusal.retryAfter.isEmpty()) {
                exchange.getResponseHeaders().add("Retry-After", refusal.retryAfter);
            }
            send(exchange, refusal.status, "{\"error\": {}}".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static Map<String, Object> embeddings(List<String> texts, long tokens) {
        return Map.of(
                "data",
                IntStream.range(0, texts.size())
                        .mapToObj(i -> Map.of("index", i, "embedding", vector(texts.get(i))))
                        .toList(),
                "usage",
                Map.of("prompt_tokens", tokens, "total_tokens", tokens));
    }

    /** The same for the same text, and not of unit length. */
    public static float[] vector(String text) {
        Random random = new Random(text.hashCode());
        float[] vector = new float[DIMENSIONS];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
