package io.dromedary.api;

import org.jspecify.annotations.Nullable;

/** Tells whether the API key that a request came with is still valid, for answers that go on for long. */
public interface KeyCheck {

    /**
     * Looks the key up.
     *
     * @param authorization the header of that name
     */
    boolean isValid(@Nullable String authorization);
}
