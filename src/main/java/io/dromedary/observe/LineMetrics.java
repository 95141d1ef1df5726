package io.dromedary.observe;

import io.dromedary.job.Leases;
import io.dromedary.observe.LineFigures.Line;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Shows the line of jobs as metrics. The figures are those of the last {@link #measure}; scraping asks no database.
 * They are the same in every process that measures: take the largest, not the sum. What a process works on is its own.
 */
@Component
public class LineMetrics {

    private final LineFigures figures;
    private volatile Line line = new Line(0, 0, 0, 0, 0, 0, 0);

    LineMetrics(
            LineFigures figures, Leases leases, MeterRegistry metrics, @Value("${dromedary.work.slots}") int slots) {
        this.figures = figures;
        jobs(metrics, "waiting", Line::waiting);
        jobs(metrics, "later", Line::later);
        jobs(metrics, "running", Line::running);
        seconds(metrics, "dromedary.line.age", "How long the first waiting job has been due", Line::oldestSeconds);
        seconds(metrics, "dromedary.line.work", "What the waiting jobs will take one worker slot", Line::workSeconds);
        Gauge.builder("dromedary.work.busy", leases, Leases::held)
                .description("Documents that this process works on")
                .register(metrics);
        Gauge.builder("dromedary.work.slots", () -> slots)
                .description("Documents that this process can work on at once")
                .register(metrics);
    }

    private void jobs(MeterRegistry metrics, String state, ToDoubleFunction<Line> figure) {
        Gauge.builder("dromedary.line.jobs", this, self -> figure.applyAsDouble(self.line))
                .description("Jobs that are not over")
                .tag("state", state)
                .register(metrics);
    }

    private void seconds(MeterRegistry metrics, String name, String description, ToDoubleFunction<Line> figure) {
        TimeGauge.builder(name, this, TimeUnit.SECONDS, self -> figure.applyAsDouble(self.line))
                .description(description)
                .register(metrics);
    }

    /** Looks at the ledger anew. */
    public void measure() {
        line = figures.measure();
    }
}
