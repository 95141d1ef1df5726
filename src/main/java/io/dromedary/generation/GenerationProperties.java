package io.dromedary.generation;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How another generation of the index is built in the background.
 *
 * @param interval how often a process looks for documents that a generation lacks
 * @param pause after each batch of chunks, so that documents and questions are embedded in between
 * @param lease how long a process keeps a document to itself after its last batch; one that was killed leaves it to
 *     others after this time
 */
@ConfigurationProperties(prefix = "dromedary.generation", ignoreUnknownFields = false)
record GenerationProperties(
        @DefaultValue("1s") Duration interval,
        @DefaultValue("100ms") Duration pause,
        @DefaultValue("5m") Duration lease) {

    GenerationProperties {
        require(interval.toMillis() >= 100 && interval.toHours() < 1, "interval", interval, "between 100ms and 1h");
        require(!pause.isNegative() && pause.toSeconds() <= 60, "pause", pause, "between 0 and 60s");
        require(lease.toSeconds() >= 1 && lease.toDays() < 1, "lease", lease, "between 1s and 1d");
    }

    private static void require(boolean valid, String key, Object value, String bound) {
        if (!valid) {
            throw new IllegalArgumentException("dromedary.generation.%s (%s) must be %s".formatted(key, value, bound));
        }
    }
}
