package io.dromedary.generation;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How another generation of the index is built in the background.
 *
 * @param interval how often a worker looks for documents that a generation lacks, and how soon the rows of a dropped
 *     one go. Range: 100ms to 1h.
 * @param pause how long a worker rests after each batch of such a document, so that uploads and searches come first.
 *     Range: 0 to 60s.
 * @param lease how soon another worker goes on with the document of one that was killed. Longer than a batch takes,
 *     {@code dromedary.governor.max-wait} included. Range: 1s to 1d.
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
