package io.dromedary.observe;

import io.dromedary.observe.LineFigures.Line;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.springframework.stereotype.Component;

/** How the service does right now, for the console. */
@Component
public class Figures {

    private final LineFigures line;
    private final MeterRegistry metrics;

    Figures(LineFigures line, MeterRegistry metrics) {
        this.line = line;
        this.metrics = metrics;
    }

    /**
     * A look at the service: the line, which is that of all processes, and this process.
     *
     * @param completed jobs that were completed in the last minute
     * @param failed jobs that failed for good in the last minute
     * @param throttled requests that the embedding provider refused with 429, since this process started
     */
    public record Snapshot(
            long waiting,
            long later,
            long running,
            double oldestSeconds,
            double workSeconds,
            long completed,
            long failed,
            long throttled) {}

    public Snapshot read() {
        Line now = line.measure();
        return new Snapshot(
                now.waiting(),
                now.later(),
                now.running(),
                now.oldestSeconds(),
                now.workSeconds(),
                now.completed(),
                now.failed(),
                throttled());
    }

    private long throttled() {
        return metrics.find("dromedary.embedding.requests").tag("outcome", "limited").timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }
}
