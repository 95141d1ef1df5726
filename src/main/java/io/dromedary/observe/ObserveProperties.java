package io.dromedary.observe;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the service is measured.
 *
 * @param interval how often the line of jobs is measured for the metrics (operations.md#metrics). Range: 1s or more.
 */
@ConfigurationProperties(prefix = "dromedary.observe", ignoreUnknownFields = false)
record ObserveProperties(@DefaultValue("10s") Duration interval) {

    ObserveProperties {
        if (interval.toMillis() < 1_000) {
            throw new IllegalArgumentException(
                    "dromedary.observe.interval (%s) must be at least 1s".formatted(interval));
        }
    }
}
