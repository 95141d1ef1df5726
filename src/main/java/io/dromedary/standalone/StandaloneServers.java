package io.dromedary.standalone;

import io.dromedary.standalone.EmbeddedServer.Started;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The embedded servers of one service, with the data directory that they share. */
final class StandaloneServers implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StandaloneServers.class);
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long INTERRUPTION_SECONDS = 5;

    private final DataDirectory directory;
    private final Duration limit;
    private final List<EmbeddedServer> servers = new ArrayList<>();
    private final Map<String, Object> properties = new HashMap<>();

    private StandaloneServers(DataDirectory directory, Duration limit) {
        this.directory = directory;
        this.limit = limit;
    }

    /**
     * Starts the parts side by side. If one fails, none stays and the directory is released.
     *
     * @throws StandaloneException if a part cannot start, or all together take longer than the limit
     */
    static StandaloneServers start(DataDirectory directory, Set<Part> parts, Duration limit) {
        var standalone = new StandaloneServers(directory, limit);
        try {
            standalone.start(parts);
            return standalone;
        } catch (StandaloneException e) {
            standalone.close();
            throw e;
        } catch (IOException | RuntimeException e) {
            standalone.close();
            throw unexpected(e);
        } catch (InterruptedException e) {
            // Closing waits for processes, which an interrupted thread cannot.
            standalone.close();
            Thread.currentThread().interrupt();
            throw unexpected(e);
        }
    }

    private void start(Set<Part> parts) throws IOException, InterruptedException {
        var keepsakes = Keepsakes.in(directory, new SecureRandom());
        parts.forEach(part -> servers.add(server(part, keepsakes)));
        if (parts.contains(Part.DATABASE)) {
            // What this seals is in that database alone.
            properties.put("dromedary.secret-key", keepsakes.secret("webhooks"));
        }
        ExecutorService threads = Executors.newFixedThreadPool(servers.size(), StandaloneServers::daemon);
        try {
            List<Callable<Started>> tasks =
                    servers.stream().map(StandaloneServers::timed).toList();
            for (Future<Started> start : threads.invokeAll(tasks, limit.toMillis(), TimeUnit.MILLISECONDS)) {
                properties.putAll(result(start).properties());
            }
        } finally {
            threads.shutdownNow();
            threads.awaitTermination(INTERRUPTION_SECONDS, TimeUnit.SECONDS);
        }
    }

    private EmbeddedServer server(Part part, Keepsakes keepsakes) {
        return switch (part) {
            case BROKER -> new EmbeddedBroker(directory, keepsakes);
            case DATABASE -> new EmbeddedDatabase(directory, keepsakes, limit);
            case OBJECT_STORE -> new EmbeddedObjectStore(directory, keepsakes);
        };
    }

    private static Thread daemon(Runnable task) {
        var thread = new Thread(task, "standalone-start");
        thread.setDaemon(true);
        return thread;
    }

    private static Callable<Started> timed(EmbeddedServer server) {
        return () -> {
            long begin = System.nanoTime();
            Started started = server.start();
            double seconds = (System.nanoTime() - begin) / NANOS_PER_SECOND;
            log.info("Started embedded {} in {} s", started.description(), String.format(Locale.ROOT, "%.1f", seconds));
            return started;
        };
    }

    private Started result(Future<Started> start) throws InterruptedException {
        try {
            return start.get();
        } catch (CancellationException e) {
            throw new StandaloneException(
                    "The embedded servers did not start within " + limit.toSeconds() + " s",
                    "Look at the load of this machine, or raise dromedary.standalone.start-timeout.",
                    e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StandaloneException known ? known : unexpected(e.getCause());
        }
    }

    private static StandaloneException unexpected(@Nullable Throwable cause) {
        return new StandaloneException(
                "The embedded servers did not start: " + cause,
                "See the log with --debug, or configure servers of yours.",
                cause);
    }

    /** How the rest of the service reaches the servers, as Spring properties. */
    Map<String, Object> properties() {
        return Map.copyOf(properties);
    }

    @Override
    public void close() {
        for (EmbeddedServer server : servers) {
            try {
                server.close();
            } catch (RuntimeException e) {
                log.warn("An embedded server did not stop cleanly", e);
            }
        }
        directory.close();
    }
}
