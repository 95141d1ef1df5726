package io.dromedary.search;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks.
 *
 * @param query not blank, at most 8000 characters
 * @param limit 1 to 100 hits; 10 when absent
 * @param mode {@code vector}, which is also the default
 * @param documentId to search in this document only
 */
public record SearchRequest(
        String query, int limit, String mode, @Nullable UUID documentId) {

    private static final int MAX_QUERY = 8_000;
    private static final int MAX_LIMIT = 100;

    public SearchRequest {
        require(
                !query.isBlank() && query.length() <= MAX_QUERY,
                "query must have 1 to %d characters".formatted(MAX_QUERY));
        require(limit >= 1 && limit <= MAX_LIMIT, "limit must be between 1 and %d".formatted(MAX_LIMIT));
        require(mode.equals("vector"), "mode must be vector");
    }

    private static void require(boolean valid, String rule) {
        if (!valid) {
            throw new Failure.Permanent(ErrorCode.INVALID_REQUEST, rule);
        }
    }
}
