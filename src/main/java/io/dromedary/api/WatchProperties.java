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
 * @param interval how soon streams and waiting requests hear of a change. One statement for all of them at each
 *     interval, none while there are none. Range: 50ms to 10s.
 * @param streams streams of events open at once in this process, half of them for one tenant; more are refused with
 *     503. Range: 1 to 100000.
 * @param waits requests with {@code Prefer: wait} that wait at once in this process, half of them of one tenant, 30
 *     seconds at most. More of those for a job are refused with 503; uploads are answered without a wait. Each holds
 *     one of the {@code server.tomcat.threads.max} (400) threads. Range: 0 to 100000.
 * @param heartbeat how long a stream is silent at most. Shorter than the patience of any proxy on the way. Range: 1s to
 *     5m.
 * @param lifetime when a stream ends; its client connects again, and shows its key again. One whose key was revoked
 *     ends within a minute. Range: {@code heartbeat} or more.
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
