package io.dromedary.provider;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What all workers together may ask of the remote provider, and how long one waits for it.
 *
 * @param requestsPerMinute requests that the provider allows, of all workers and searches together. Range: 1 or more.
 * @param tokensPerMinute tokens that the provider allows; without it, any number. Range: 1 or more.
 * @param queryShare of the requests: what searches may take past the line of the documents. Range: 0.01 to 0.9.
 * @param maxWait how long a batch waits for its turn; then its job goes back in line. Range: 1s to 10m.
 * @param maxQueryWait how long a search waits for its turn; then it is answered with 503. Range: 0 to 1m.
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
