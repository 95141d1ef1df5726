package io.dromedary.provider;

import com.netflix.concurrency.limits.Limit;
import io.dromedary.provider.ProviderAnswer.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;

/** What operators see of the provider, from this process; docs/embedding.md explains each. Thread-safe. */
final class ProviderMetrics {

    private static final String PREFIX = "dromedary.embedding.";

    private final MeterRegistry registry;
    private final Counter tokens;
    private final AtomicInteger closed = new AtomicInteger();

    ProviderMetrics(MeterRegistry registry, Limit limit, AtomicInteger inFlight) {
        this.registry = registry;
        this.tokens = Counter.builder(PREFIX + "tokens")
                .description("Tokens that the provider embedded")
                .register(registry);
        gauge("concurrency", "Batches that may be in flight", limit, Limit::getLimit);
        gauge("in.flight", "Requests without an answer yet", inFlight, AtomicInteger::get);
        gauge(
                "closed",
                "1 while the provider takes no requests, as this process last saw it",
                closed,
                AtomicInteger::get);
    }

    private <T> void gauge(String name, String description, T of, ToDoubleFunction<T> value) {
        Gauge.builder(PREFIX + name, of, value).description(description).register(registry);
    }

    void answered(ProviderAnswer answer, Purpose purpose, Duration latency) {
        Timer.builder(PREFIX + "requests")
                .description("Requests to the provider, by what came of them")
                .tag("outcome", answer.outcome().name().toLowerCase(Locale.ROOT))
                .tag("purpose", purpose.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .record(latency);
        tokens.increment((double) answer.tokens());
        if (answer.outcome() == Outcome.EMBEDDED) {
            closed.set(0);
        }
    }

    void waited(Purpose purpose, Duration wait) {
        Timer.builder(PREFIX + "wait")
                .description("Time in line before a request")
                .tag("purpose", purpose.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .record(wait);
    }

    void closed() {
        closed.set(1);
    }
}
