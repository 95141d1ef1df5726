package io.dromedary.intake;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What the gate lets in.
 *
 * @param maxSize larger documents are refused while they stream in. Range: 1 byte or more.
 * @param inlineSize documents of at most that size lie in the database, in the row of their version, and all others in
 *     the object store; 0 puts every document into the object store. Range: 0 to 32KB.
 * @param keyLifetime how long the same idempotency key leads to the same job. Range: 1m or more.
 * @param purgeKeys how often expired keys are removed. A key is free as soon as it expires; this only keeps the table
 *     small. Range: 1s or more.
 * @param maxUploads uploads in progress in this process; one tenant may have half of them. More wait for a second at
 *     most, or are refused with 503. Each holds a thread while its client sends: keep {@code server.tomcat.threads.max}
 *     (400) at twice as much. Range: 2 or more.
 * @param minRate what a client must send on average. Slower uploads are refused with 408; 0 lets every client take its
 *     time. Range: 0 or more.
 * @param slowStart how long a client may be slower than that at the beginning. Range: 1ms or more.
 */
@ConfigurationProperties(prefix = "dromedary.intake", ignoreUnknownFields = false)
record IntakeProperties(
        @DefaultValue("200MB") DataSize maxSize,
        @DefaultValue("16KB") DataSize inlineSize,
        @DefaultValue("24h") Duration keyLifetime,
        @DefaultValue("10m") Duration purgeKeys,
        @DefaultValue("200") int maxUploads,
        @DefaultValue("1KB") DataSize minRate,
        @DefaultValue("10s") Duration slowStart) {

    /** Within what is read of every document before anything is stored, {@link MediaTypes#HEAD_BYTES}. */
    private static final long LARGEST_INLINE = 32 * 1024;

    IntakeProperties {
        require(maxSize.toBytes() >= 1, "max-size", maxSize, "positive");
        require(
                !inlineSize.isNegative() && inlineSize.toBytes() <= LARGEST_INLINE,
                "inline-size",
                inlineSize,
                "between 0 and 32KB");
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
