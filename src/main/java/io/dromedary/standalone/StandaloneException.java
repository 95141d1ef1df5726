package io.dromedary.standalone;

import org.jspecify.annotations.Nullable;

/**
 * Standalone mode cannot start. The message says in one line what is wrong and {@link #action()} what to do; Spring
 * Boot prints both instead of a stack trace.
 */
final class StandaloneException extends RuntimeException {

    private final String action;

    StandaloneException(String problem, String action) {
        this(problem, action, null);
    }

    StandaloneException(String problem, String action, @Nullable Throwable cause) {
        super(problem, cause);
        this.action = action;
    }

    String action() {
        return action;
    }
}
