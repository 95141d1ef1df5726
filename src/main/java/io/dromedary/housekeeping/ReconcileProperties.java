package io.dromedary.housekeeping;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How what crashes leave behind is looked for.
 *
 * @param interval how often what crashes left behind is looked for, by one process at a time. Range: 1s or more.
 * @param grace how long an object must be seen without a job before it is removed; an upload enters its job right after
 *     its object is whole. Range: 1m or more.
 * @param uploadAge after how long an upload in parts is given up that a dead process began. Longer than
 *     {@code dromedary.intake.max-size} takes at {@code dromedary.intake.min-rate}, which is 2.3 days. Range: 1h or
 *     more.
 * @param stall how long a running job may show no progress before it is handed to another worker. Longer than the
 *     longest outage of an embedding provider that an attempt sits out. Range: 1m or more.
 * @param batch rows of a kind that a round looks at or repairs, and objects of a page. Range: 1 to 1000.
 * @param pages pages of the object store that a round looks at; the next one goes on behind them. Range: 1 to 100000.
 */
@ConfigurationProperties(prefix = "dromedary.reconcile", ignoreUnknownFields = false)
record ReconcileProperties(
        @DefaultValue("5m") Duration interval,
        @DefaultValue("1h") Duration grace,
        @DefaultValue("3d") Duration uploadAge,
        @DefaultValue("6h") Duration stall,
        @DefaultValue("1000") int batch,
        @DefaultValue("20") int pages) {

    ReconcileProperties {
        require(interval.toSeconds() >= 1, "interval", interval, "at least 1s");
        require(grace.toMinutes() >= 1, "grace", grace, "at least 1m");
        require(uploadAge.toHours() >= 1, "upload-age", uploadAge, "at least 1h");
        require(stall.toMinutes() >= 1, "stall", stall, "at least 1m");
        require(batch >= 1 && batch <= 1_000, "batch", batch, "between 1 and 1000");
        require(pages >= 1 && pages <= 100_000, "pages", pages, "between 1 and 100000");
    }

    private static void require(boolean valid, String key, Object value, String bound) {
        if (!valid) {
            throw new IllegalArgumentException("dromedary.reconcile.%s (%s) must be %s".formatted(key, value, bound));
        }
    }
}
