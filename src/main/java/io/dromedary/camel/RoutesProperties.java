package io.dromedary.camel;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Routes of the operator's own.
 *
 * @param folder its files, {@code ID.camel.yaml}, add routes, or replace those of the same id; see
 *     operations.md#own-routes. Neither it nor they may be writable by everybody. Without it there are none.
 * @param interval how often the folder is looked at. Range: 1s or more.
 */
@ConfigurationProperties(prefix = "dromedary.routes", ignoreUnknownFields = false)
record RoutesProperties(
        @Nullable Path folder, @DefaultValue("10s") Duration interval) {

    RoutesProperties {
        if (interval.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "dromedary.routes.interval (%s) must be at least 1s".formatted(interval));
        }
    }
}
