package io.dromedary.provider;

import io.dromedary.error.Failure;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Workers as the provider sees them: each with a governor of its own and four documents in work, which send batch after
 * batch. They share nothing but the database.
 */
public final class Workers implements AutoCloseable {

    private static final int SLOTS = 4;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<Future<?>> work = new ArrayList<>();
    private final AtomicInteger handedBack = new AtomicInteger();

    /** A remote provider of the stub's kind. */
    public static ProviderProperties properties(URI baseUrl) {
        return new ProviderProperties(
                ProviderKind.OPENAI,
                baseUrl,
                "stub",
                "a-secret",
                null,
                ProviderStub.DIMENSIONS,
                Duration.ofSeconds(10),
                null,
                null,
                null,
                null,
                BigDecimal.valueOf(2));
    }

    public static Governor governor(JdbcClient jdbc, URI baseUrl, GovernorProperties budget) {
        return governor(jdbc, baseUrl, budget, new SimpleMeterRegistry());
    }

    static Governor governor(JdbcClient jdbc, URI baseUrl, GovernorProperties budget, MeterRegistry registry) {
        RemoteProvider provider = new RemoteProvider(properties(baseUrl));
        return new Governor(
                new HttpProvider(provider, Clock.systemUTC()),
                new ProviderLine(jdbc, provider.name(), budget, Duration.ofSeconds(15)),
                budget,
                SLOTS,
                provider.timeout(),
                registry);
    }

    public static GovernorProperties budget(int requestsPerMinute, @Nullable Integer tokensPerMinute) {
        return new GovernorProperties(
                requestsPerMinute, tokensPerMinute, 0.1, Duration.ofSeconds(30), Duration.ofSeconds(3));
    }

    /** Starts one more worker, which goes on until all are closed. */
    public void start(Governor governor) {
        for (int slot = 0; slot < SLOTS; slot++) {
            work.add(threads.submit(() -> sendBatches(governor)));
        }
    }

    private void sendBatches(Governor governor) {
        for (int batch = 0; !stopped.get(); batch++) {
            List<String> texts = List.of("batch " + batch, "the wells along the northern road were deep and cold");
            try {
                governor.send(texts, 14, Purpose.DOCUMENT);
            } catch (Failure.Transient busy) {
                handedBack.incrementAndGet();
            }
        }
    }

    /** How often a batch had waited for too long. */
    public int handedBack() {
        return handedBack.get();
    }

    /** Ends the work; what any thread failed with comes out here. */
    @Override
    public void close() {
        stopped.set(true);
        try {
            for (Future<?> thread : work) {
                thread.get(60, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
