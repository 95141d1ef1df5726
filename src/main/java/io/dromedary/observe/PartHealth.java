package io.dromedary.observe;

import io.dromedary.error.Failure;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;

/**
 * Tells whether a part answers that the service needs for some of its work. One that does not degrades the service and
 * takes it out of no traffic: what needs the part is refused or waits by itself, and the rest goes on.
 *
 * <p>A look that takes too long goes on alone, and nobody waits for it again; probes are answered within
 * {@link #PATIENCE} whatever the part does. Thread-safe.
 */
final class PartHealth implements HealthIndicator, AutoCloseable {

    static final Status DEGRADED = new Status("DEGRADED", "Some of the work waits or is refused");

    static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Callable<?> look;
    private final ExecutorService thread;
    private @Nullable Future<?> looking;
    private long begin;

    /** @param look ends in an exception when the part does not answer, and sometime in any case */
    PartHealth(String part, Callable<?> look) {
        this.look = look;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "health-" + part);
            made.setDaemon(true);
            return made;
        });
    }

    @Override
    public synchronized Health health() {
        Future<?> current = looking;
        if (current == null || current.isDone()) {
            current = thread.submit(look);
            looking = current;
            begin = System.nanoTime();
        }
        try {
            current.get(begin + PATIENCE.toNanos() - System.nanoTime(), TimeUnit.NANOSECONDS);
            return Health.up().build();
        } catch (TimeoutException e) {
            return degraded("no answer");
        } catch (ExecutionException e) {
            return degraded(kind(Objects.requireNonNullElse(e.getCause(), e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return degraded("interrupted");
        }
    }

    /** Without the message, which may name addresses and users: health is for everybody. */
    private static String kind(Throwable thrown) {
        return thrown instanceof Failure failure
                ? failure.code().code()
                : thrown.getClass().getSimpleName();
    }

    private static Health degraded(String reason) {
        return Health.status(DEGRADED).withDetail("reason", reason).build();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
