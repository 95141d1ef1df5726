package io.dromedary.tenant;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Opens the metrics to a collector on another machine. Without a configured key, they are for this machine alone. */
@Component
public class MetricsKey {

    private final byte @Nullable [] hash;

    /** @param configured blank for none */
    public MetricsKey(@Value("${dromedary.metrics-key:}") String configured) {
        this.hash = configured.isBlank() ? null : OperatorKey.hash(configured, "DROMEDARY_METRICS_KEY");
    }

    /** Whether there is a key, which then everybody must show. */
    public boolean isRequired() {
        return hash != null;
    }

    /**
     * Whether the key was shown.
     *
     * @param authorization the header of that name, {@code Bearer KEY}
     */
    public boolean matches(@Nullable String authorization) {
        byte[] expected = hash;
        return expected != null
                && BearerToken.of(authorization)
                        .map(token -> token.matches(expected))
                        .orElse(false);
    }
}
