package io.dromedary.search;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.index.DocumentFilter;

/**
 * What a client asks.
 *
 * @param query not blank, at most 8000 characters
 * @param limit 1 to 100 hits
 * @param merge whether hits that follow each other in their document become one
 */
public record SearchRequest(String query, int limit, SearchMode mode, DocumentFilter filter, boolean merge) {

    private static final int MAX_QUERY = 8_000;
    private static final int MAX_LIMIT = 100;
    private static final int MAX_NAMES = 1_000;

    public SearchRequest {
        require(
                !query.isBlank() && query.length() <= MAX_QUERY,
                "query must have 1 to %d characters".formatted(MAX_QUERY));
        require(limit >= 1 && limit <= MAX_LIMIT, "limit must be between 1 and %d".formatted(MAX_LIMIT));
        require(
                filter.documentIds().size() <= MAX_NAMES
                        && filter.externalIds().size() <= MAX_NAMES
                        && filter.mediaTypes().size() <= MAX_NAMES,
                "a list of the filter may have %d entries at most".formatted(MAX_NAMES));
    }

    /** Whether the question must be embedded. */
    public boolean isVectorNeeded() {
        return mode != SearchMode.KEYWORD;
    }

    private static void require(boolean valid, String rule) {
        if (!valid) {
            throw new Failure.Permanent(ErrorCode.INVALID_REQUEST, rule);
        }
    }
}
