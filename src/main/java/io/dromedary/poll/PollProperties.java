package io.dromedary.poll;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the processes that poll one place share it, and when they try again.
 *
 * @param lease how long other processes leave a taken source alone, also one that a dead process took. Range: 1s to 1h.
 * @param backoff the wait before a failed source is tried again; doubles each time. Range: 100ms to 1h.
 * @param maxBackoff the longest wait. Range: up to 6h.
 */
@ConfigurationProperties(prefix = "dromedary.poll", ignoreUnknownFields = false)
record PollProperties(
        @DefaultValue("2m") Duration lease,
        @DefaultValue("5s") Duration backoff,
        @DefaultValue("10m") Duration maxBackoff) {

    PollProperties {
        requireBetween("lease", lease, Duration.ofSeconds(1), Duration.ofHours(1));
        requireBetween("backoff", backoff, Duration.ofMillis(100), Duration.ofHours(1));
        requireBetween("max-backoff", maxBackoff, backoff, Duration.ofHours(6));
    }

    private static void requireBetween(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "dromedary.poll.%s (%s) must be between %s and %s".formatted(key, value, least, most));
        }
    }
}
