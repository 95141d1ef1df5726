package io.dromedary.configuration;

import org.jspecify.annotations.Nullable;

/**
 * The service cannot start as it is configured. The message says in one line what is wrong and names the key, never its
 * value, which may be a secret; {@link #action()} says what to do.
 */
public class ConfigurationException extends RuntimeException {

    private final String action;

    public ConfigurationException(String problem, String action) {
        this(problem, action, null);
    }

    public ConfigurationException(String problem, String action, @Nullable Throwable cause) {
        super(problem, cause);
        this.action = action;
    }

    public String action() {
        return action;
    }
}
