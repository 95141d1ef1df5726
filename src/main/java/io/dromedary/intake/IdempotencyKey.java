package io.dromedary.intake;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Names a wish, so that repeating it does no harm.
 *
 * @param value 1 to 255 visible ASCII characters, none of them a quotation mark
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/">the IETF draft</a>
 */
public record IdempotencyKey(String value) {

    private static final int MAX_LENGTH = 255;

    /**
     * Reads a value, which is a quoted string as the draft asks, or the bare key as most clients send it.
     *
     * @throws Failure.Permanent {@link ErrorCode#IDEMPOTENCY_KEY_REQUIRED} without a value,
     *     {@link ErrorCode#INVALID_REQUEST} when it is empty, too long or has other characters
     */
    public static IdempotencyKey parse(@Nullable String sent) {
        if (sent == null) {
            throw new Failure.Permanent(
                    ErrorCode.IDEMPOTENCY_KEY_REQUIRED, "Send an Idempotency-Key, a fresh one for every document");
        }
        String value = sent.strip();
        if (value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
            value = value.substring(1, value.length() - 1);
        }
        if (value.isEmpty()
                || value.length() > MAX_LENGTH
                || !value.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"')) {
            throw new Failure.Permanent(
                    ErrorCode.INVALID_REQUEST,
                    "An Idempotency-Key has 1 to %d visible ASCII characters and no quotation mark"
                            .formatted(MAX_LENGTH));
        }
        return new IdempotencyKey(value);
    }
}
