package io.dromedary.tenant;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import org.jspecify.annotations.Nullable;

/**
 * How long a tenant keeps what it has.
 *
 * @param documentDays after which documents are erased, counted from their latest version, 1 to 36500; null keeps them
 */
public record Retention(@Nullable Integer documentDays) {

    private static final int MAX_DAYS = 36_500;

    public Retention {
        if (documentDays != null && (documentDays < 1 || documentDays > MAX_DAYS)) {
            throw new Failure.Permanent(
                    ErrorCode.INVALID_REQUEST, "documentDays must be between 1 and %d, or null".formatted(MAX_DAYS));
        }
    }
}
