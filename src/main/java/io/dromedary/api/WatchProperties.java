package io.dromedary.api;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How clients follow their jobs.
 *
 * @param interval between two looks at the jobs that somebody follows; one statement for all of them
 * @param streams of events that this process keeps open at once, half of them for one tenant; more are refused
 * @param waits requests that this process lets wait at once, each on a thread of the web server, half of them of one
 *     tenant; more are refused
 * @param heartbeat how long a stream is silent at most
 * @param lifetime of a stream; after it the client connects again, and shows its API key again
 */
@Validated
@ConfigurationProperties(prefix = "dromedary.watch", ignoreUnknownFields = false)
record WatchProperties(
        @DefaultValue("500ms") Duration interval,
        @DefaultValue("200") @Min(1) @Max(100_000) int streams,
        @DefaultValue("50") @Min(0) @Max(100_000) int waits,
        @DefaultValue("15s") Duration heartbeat,
        @DefaultValue("1h") Duration lifetime) {

    WatchProperties {
        require(interval.toMillis() >= 50 && interval.toSeconds() <= 10, "interval", interval, "between 50ms and 10s");
        require(heartbeat.toSeconds() >= 1 && heartbeat.toMinutes() <= 5, "heartbeat", heartbeat, "between 1s and 5m");
        require(lifetime.compareTo(heartbeat) >= 0, "lifetime", lifetime, "at least dromedary.watch.heartbeat");
    }

    private static void require(boolean valid, String key, Object value, String bound) {
        if (!valid) {
            throw new IllegalArgumentException("dromedary.watch.%s (%s) must be %s".formatted(key, value, bound));
        }
    }
}
