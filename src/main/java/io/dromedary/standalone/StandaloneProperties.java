package io.dromedary.standalone;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whether and how missing servers are started.
 *
 * @param enabled starts broker, database and object store where none is configured; {@code false} refuses to, as a
 *     container should.
 * @param startTimeout how long all parts of its own together may take to start. Range: 1s or more.
 */
@ConfigurationProperties(prefix = StandaloneProperties.PREFIX, ignoreUnknownFields = false)
record StandaloneProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("90s") Duration startTimeout) {

    static final String PREFIX = "dromedary.standalone";

    StandaloneProperties {
        if (startTimeout.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    "dromedary.standalone.start-timeout (%s) must be at least 1s".formatted(startTimeout));
        }
    }
}
