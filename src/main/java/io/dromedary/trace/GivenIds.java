package io.dromedary.trace;

import io.opentelemetry.sdk.trace.IdGenerator;
import org.jspecify.annotations.Nullable;

/** Gives a span the ids that were chosen for it; the SDK would make up its own. */
final class GivenIds implements IdGenerator {

    private record Ids(String trace, String span) {}

    private static final ThreadLocal<@Nullable Ids> NEXT = new ThreadLocal<>();
    private final IdGenerator random = IdGenerator.random();

    /** Does something that begins one span on this thread. */
    void with(String trace, String span, Runnable task) {
        NEXT.set(new Ids(trace, span));
        try {
            task.run();
        } finally {
            NEXT.remove();
        }
    }

    @Override
    public String generateTraceId() {
        Ids ids = NEXT.get();
        return ids == null ? random.generateTraceId() : ids.trace();
    }

    @Override
    public String generateSpanId() {
        Ids ids = NEXT.get();
        return ids == null ? random.generateSpanId() : ids.span();
    }
}
