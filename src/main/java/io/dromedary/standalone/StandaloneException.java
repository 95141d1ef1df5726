package io.dromedary.standalone;

import io.dromedary.configuration.ConfigurationException;
import org.jspecify.annotations.Nullable;

/** Standalone mode cannot start. */
final class StandaloneException extends ConfigurationException {

    StandaloneException(String problem, String action) {
        this(problem, action, null);
    }

    StandaloneException(String problem, String action, @Nullable Throwable cause) {
        super(problem, action, cause);
    }
}
