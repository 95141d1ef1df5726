package io.dromedary.tenant;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How fast a tenant may send requests.
 *
 * @param requestsPerMinute to one process, by all keys of the tenant together; so many may also come at once
 */
@ConfigurationProperties(prefix = "dromedary.rate", ignoreUnknownFields = false)
record RateProperties(@DefaultValue("600") int requestsPerMinute) {

    RateProperties {
        if (requestsPerMinute < 1) {
            throw new IllegalArgumentException(
                    "dromedary.rate.requests-per-minute (%d) must be at least 1".formatted(requestsPerMinute));
        }
    }
}
