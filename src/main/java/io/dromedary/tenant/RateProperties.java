package io.dromedary.tenant;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How fast a tenant may send requests.
 *
 * @param requestsPerMinute requests a minute that a tenant may send to this process, and at once; see api.md#how-fast.
 *     Range: 1 or more.
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
