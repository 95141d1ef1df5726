package io.dromedary.intake;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What the gate lets in.
 *
 * @param maxSize of one document
 * @param keyLifetime how long an idempotency key is kept
 * @param purgeKeys how often expired keys are removed
 * @param maxUploads in progress at once in this process; one tenant may have half of them
 * @param minRate what a client must send per second, on average
 * @param slowStart how long it may be slower at the beginning
 */
@ConfigurationProperties(prefix = "dromedary.intake", ignoreUnknownFields = false)
record IntakeProperties(
        @DefaultValue("200MB") DataSize maxSize,
        @DefaultValue("24h") Duration keyLifetime,
        @DefaultValue("10m") Duration purgeKeys,
        @DefaultValue("200") int maxUploads,
        @DefaultValue("1KB") DataSize minRate,
        @DefaultValue("10s") Duration slowStart) {

    IntakeProperties {
        require(maxSize.toBytes() >= 1, "max-size", maxSize, "positive");
        require(keyLifetime.toMinutes() >= 1, "key-lifetime", keyLifetime, "at least 1m");
        require(purgeKeys.toSeconds() >= 1, "purge-keys", purgeKeys, "at least 1s");
        require(maxUploads >= 2, "max-uploads", maxUploads, "at least 2");
        require(!minRate.isNegative(), "min-rate", minRate, "at least 0");
        require(slowStart.toMillis() >= 1, "slow-start", slowStart, "at least 1ms");
    }

    private static void require(boolean valid, String key, Object value, String bound) {
        if (!valid) {
            throw new IllegalArgumentException("dromedary.intake.%s (%s) must be %s".formatted(key, value, bound));
        }
    }
}
