package io.dromedary.intake;

import java.io.InputStream;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A document on its way in, with its first byte next.
 *
 * @param declaredType the media type that the client gave
 * @param length of the content, when the client said it
 * @param content to be read once; closed by whoever opened it
 * @param key as far as it is known before the content is read
 * @param passthrough whether nothing of the content may be kept, which must be known before it is read
 * @param options to be asked when the content has been read to its end, for in a form they may follow it
 */
public record Upload(
        @Nullable String declaredType,
        OptionalLong length,
        InputStream content,
        @Nullable IdempotencyKey key,
        boolean passthrough,
        Supplier<UploadOptions> options) {

    /** An upload about which everything is known from the start. */
    public static Upload of(
            @Nullable String declaredType, OptionalLong length, InputStream content, UploadOptions options) {
        return new Upload(declaredType, length, content, options.key(), options.passthrough(), () -> options);
    }
}
