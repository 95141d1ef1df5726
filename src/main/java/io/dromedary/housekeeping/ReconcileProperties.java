package io.dromedary.housekeeping;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How what crashes leave behind is looked for.
 *
 * @param interval how often
 * @param grace how long an object must be seen without a job before it is removed; an upload enters its job right after
 *     its object is whole
 * @param uploadAge after how long an upload in parts is given up; longer than any upload takes
 * @param stall how long a running job may show no progress before its lease is taken away
 * @param batch how many rows of one kind a round repairs, and a page of the object store has
 * @param pages of the object store that a round looks at; the next one goes on from there
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
