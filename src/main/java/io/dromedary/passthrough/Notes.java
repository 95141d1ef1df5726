package io.dromedary.passthrough;

import org.jspecify.annotations.Nullable;

/**
 * What the client said of its document, which comes back to it with the result.
 *
 * @param metadata a JSON object
 */
record Notes(@Nullable String filename, @Nullable String metadata) {}
