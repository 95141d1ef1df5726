package io.dromedary.intake;

import java.io.InputStream;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A document on its way in, not yet read.
 *
 * @param filename as the client calls it; may be anything
 * @param declaredType the media type that the client gave
 * @param length of the content, when the client said it
 * @param content to be read once
 */
public record Upload(
        @Nullable String filename, @Nullable String declaredType, OptionalLong length, InputStream content) {}
