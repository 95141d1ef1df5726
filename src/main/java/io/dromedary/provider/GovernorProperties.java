package io.dromedary.provider;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What all workers together may ask of the remote provider, and how long one waits for it.
 *
 * @param requestsPerMinute that the provider allows
 * @param tokensPerMinute that the provider allows; absent for no limit
 * @param queryShare of the requests that searches may take past the line of the documents
 * @param maxWait for a batch of a document; what cannot be sent by then goes back in line with its job
 * @param maxQueryWait likewise for the query of a search
 */
@ConfigurationProperties(prefix = "dromedary.governor", ignoreUnknownFields = false)
public record GovernorProperties(
        @DefaultValue("60") int requestsPerMinute,
        @Nullable Integer tokensPerMinute,
        @DefaultValue("0.1") double queryShare,
        @DefaultValue("1m") Duration maxWait,
        @DefaultValue("3s") Duration maxQueryWait) {

    public GovernorProperties {
        require(requestsPerMinute >= 1, "requests-per-minute", requestsPerMinute, "at least 1");
        require(tokensPerMinute == null || tokensPerMinute >= 1, "tokens-per-minute", tokensPerMinute, "at least 1");
        require(queryShare >= 0.01 && queryShare <= 0.9, "query-share", queryShare, "between 0.01 and 0.9");
        require(isBetween(1, maxWait, 600), "max-wait", maxWait, "between 1s and 10m");
        require(isBetween(0, maxQueryWait, 60), "max-query-wait", maxQueryWait, "between 0 and 1m");
    }

    private static boolean isBetween(int least, Duration value, int most) {
        return value.compareTo(Duration.ofSeconds(least)) >= 0 && value.compareTo(Duration.ofSeconds(most)) <= 0;
    }

    private static void require(boolean valid, String key, @Nullable Object value, String bound) {
        if (!valid) {
            throw new IllegalArgumentException("dromedary.governor.%s (%s) must be %s".formatted(key, value, bound));
        }
    }
}
