package io.dromedary.erase;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How documents end by themselves.
 *
 * @param interval how often it is looked for documents whose time is over
 */
@ConfigurationProperties(prefix = "dromedary.erase", ignoreUnknownFields = false)
record EraseProperties(@DefaultValue("1m") Duration interval) {

    EraseProperties {
        if (interval.toMillis() < 100 || interval.toDays() > 1) {
            throw new IllegalArgumentException(
                    "dromedary.erase.interval (%s) must be between 100ms and 1d".formatted(interval));
        }
    }
}
