package io.dromedary.erase;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How documents end by themselves.
 *
 * @param interval how often documents whose time is over are looked for; a hundred at most are erased each time.
 *     Tenants have their time by the admin API (documents.md#retention). Range: 100ms to 1d.
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
