package io.dromedary.trace;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Traces of jobs.
 *
 * @param endpoint where a collector takes OTLP over HTTP, such as {@code http://collector:4318/v1/traces}. Without it
 *     there are no traces.
 * @param ratio the share of the jobs that are traced, the same jobs in every process. Range: 0 to 1.
 */
@ConfigurationProperties(prefix = "dromedary.traces", ignoreUnknownFields = false)
record TraceProperties(
        @Nullable URI endpoint, @DefaultValue("1") double ratio) {

    TraceProperties {
        if (endpoint != null
                && (endpoint.getHost() == null || !endpoint.toString().matches("https?://.*"))) {
            throw new IllegalArgumentException("dromedary.traces.endpoint must be an http or https URL");
        }
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException("dromedary.traces.ratio (%s) must be between 0 and 1".formatted(ratio));
        }
    }
}
