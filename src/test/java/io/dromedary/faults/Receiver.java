package io.dromedary.faults;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A receiver of webhooks that writes down each request before it answers 204. */
final class Receiver implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** The hashes of the bodies by the ids that they came with. */
    private final Map<String, Queue<String>> journal = new ConcurrentHashMap<>();

    Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(threads);
        server.createContext("/", this::receive);
        server.start();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            String hash = hash(exchange.getRequestBody().readAllBytes());
            String id = String.valueOf(exchange.getRequestHeaders().getFirst("webhook-id"));
            journal.computeIfAbsent(id, any -> new ConcurrentLinkedQueue<>()).add(hash);
            exchange.sendResponseHeaders(204, -1);
        }
    }

    private static String hash(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Registers it for all events of each tenant of a client. */
    void register(Client client) throws IOException, InterruptedException {
        String url = "http://127.0.0.1:%d/".formatted(server.getAddress().getPort());
        for (String tenant : client.tenants()) {
            client.post(tenant, "/v1/webhooks/endpoints", "{\"url\": \"%s\"}".formatted(url));
        }
    }

    int requests() {
        return journal.values().stream().mapToInt(Queue::size).sum();
    }

    Set<String> ids() {
        return Set.copyOf(journal.keySet());
    }

    /** Ids that came more than once. */
    int repeated() {
        return (int)
                journal.values().stream().filter(hashes -> hashes.size() > 1).count();
    }

    /** Ids that came with more than one body. */
    int differing() {
        return (int) journal.values().stream()
                .filter(hashes -> hashes.stream().distinct().count() > 1)
                .count();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
