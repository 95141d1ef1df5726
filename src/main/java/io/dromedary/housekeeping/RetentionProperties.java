package io.dromedary.housekeeping;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long jobs are kept that are over.
 *
 * @param completed how long a completed job can be asked for. Its document stays, with its original and its chunks.
 *     Range: 0 to 3650d.
 * @param cancelled how long a cancelled job can be asked for. Range: 0 to 3650d.
 * @param failed how long a failed job can be asked for. The version that it did not make goes with it, and the document
 *     if that was all of it. Range: 0 to 3650d.
 * @param dead how long a dead letter waits for a person; then it goes with its original. Range: 0 to 3650d.
 * @param interval how often old jobs are removed, by one process at a time. Range: 1s or more.
 * @param batch jobs that are removed in one transaction. Range: 1 to 10000.
 */
@ConfigurationProperties(prefix = "dromedary.retention", ignoreUnknownFields = false)
record RetentionProperties(
        @DefaultValue("24h") Duration completed,
        @DefaultValue("24h") Duration cancelled,
        @DefaultValue("7d") Duration failed,
        @DefaultValue("30d") Duration dead,
        @DefaultValue("1m") Duration interval,
        @DefaultValue("200") int batch) {

    private static final Duration LONGEST = Duration.ofDays(3650);

    RetentionProperties {
        requireAge("completed", completed);
        requireAge("cancelled", cancelled);
        requireAge("failed", failed);
        requireAge("dead", dead);
        if (interval.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "dromedary.retention.interval (%s) must be at least 1s".formatted(interval));
        }
        if (batch < 1 || batch > 10_000) {
            throw new IllegalArgumentException(
                    "dromedary.retention.batch (%d) must be between 1 and 10000".formatted(batch));
        }
    }

    private static void requireAge(String key, Duration age) {
        if (age.isNegative() || age.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "dromedary.retention.%s (%s) must be between 0 and 3650d".formatted(key, age));
        }
    }
}
