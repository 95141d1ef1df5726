package io.dromedary.job;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long the ledger waits for whom.
 *
 * @param lease how long a dead worker holds its jobs. Longer than three renewals. Range: 5s or more.
 * @param handOver when a job id that nobody claimed is published again. Range: 5s or more.
 * @param attempts how often a job is tried before it is {@code dead}. Range: 1 to 100.
 * @param backoff the wait before the second attempt; doubles with each, up to an hour, plus up to a half at random.
 *     Longer where the failure says how long it lasts. Range: 0 to 24h.
 * @param ageing after how long in line a job counts as of the next higher priority, so that no priority starves. Range:
 *     1s or more.
 * @param expiry how often jobs are looked for whose deadline has passed. None begins after it in any case. Range: 100ms
 *     or more.
 */
@ConfigurationProperties(prefix = "dromedary.job", ignoreUnknownFields = false)
public record JobProperties(
        @DefaultValue("30s") Duration lease,
        @DefaultValue("1m") Duration handOver,
        @DefaultValue("3") int attempts,
        @DefaultValue("2s") Duration backoff,
        @DefaultValue("10m") Duration ageing,
        @DefaultValue("1s") Duration expiry) {

    public JobProperties {
        require(lease.toSeconds() >= 5, "lease", lease, "at least 5s");
        require(handOver.toSeconds() >= 5, "hand-over", handOver, "at least 5s");
        require(attempts >= 1 && attempts <= 100, "attempts", attempts, "between 1 and 100");
        require(!backoff.isNegative() && backoff.toHours() <= 24, "backoff", backoff, "between 0 and 24h");
        require(ageing.toSeconds() >= 1, "ageing", ageing, "at least 1s");
        require(expiry.toMillis() >= 100, "expiry", expiry, "at least 100ms");
    }

    private static void require(boolean valid, String key, Object value, String bound) {
        if (!valid) {
            throw new IllegalArgumentException("dromedary.job.%s (%s) must be %s".formatted(key, value, bound));
        }
    }
}
