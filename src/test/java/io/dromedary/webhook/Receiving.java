package io.dromedary.webhook;

import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A receiver on loopback that keeps a journal of every request, before it answers. */
public final class Receiving implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Message> journal = new ConcurrentLinkedQueue<>();

    /** A request. */
    public record Message(String path, HttpHeaders headers, String body, Instant at) {

        public String id() {
            return headers.firstValue("webhook-id").orElseThrow();
        }

        public long timestamp() {
            return Long.parseLong(headers.firstValue("webhook-timestamp").orElseThrow());
        }

        /** Whether the reference library of the specification verifies it. */
        public boolean verifies(String secret) {
            try {
                new Webhook(secret).verify(body, headers);
                return true;
            } catch (Exception e) {
                return false;
            }
        }
    }

    /** How a receiver answers. */
    @FunctionalInterface
    public interface Answer {
        void to(Message message, HttpExchange exchange) throws IOException;

        static Answer status(int status) {
            return (message, exchange) -> exchange.sendResponseHeaders(status, -1);
        }
    }

    public Receiving(Answer answer) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                Message message = new Message(
                        exchange.getRequestURI().toString(),
                        HttpHeaders.of(exchange.getRequestHeaders(), (name, value) -> true),
                        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                        Instant.now());
                journal.add(message);
                answer.to(message, exchange);
            }
        });
        server.start();
    }

    public String url(String path) {
        return "http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path);
    }

    public List<Message> journal() {
        return List.copyOf(journal);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
