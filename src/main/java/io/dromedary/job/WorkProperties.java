package io.dromedary.job;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much this process works on at once.
 *
 * @param slots documents in work at once in this process. Range: 1 to 1000.
 * @param renewal how often leases are renewed; at most a third of {@code dromedary.job.lease}, so that two may be
 *     missed. Range: 100ms or more.
 */
@ConfigurationProperties(prefix = "dromedary.work", ignoreUnknownFields = false)
record WorkProperties(
        @DefaultValue("4") int slots, @DefaultValue("5s") Duration renewal) {

    WorkProperties {
        if (slots < 1 || slots > 1_000) {
            throw new IllegalArgumentException("dromedary.work.slots (%d) must be between 1 and 1000".formatted(slots));
        }
        if (renewal.toMillis() < 100) {
            throw new IllegalArgumentException("dromedary.work.renewal (%s) must be at least 100ms".formatted(renewal));
        }
    }
}
