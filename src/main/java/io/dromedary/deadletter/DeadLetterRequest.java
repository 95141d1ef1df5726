package io.dromedary.deadletter;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.ListCursor;
import io.dromedary.job.ListQuery;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which page of which dead letters is wanted.
 *
 * @param limit of one page, 1 to 200
 * @param after where the page before ended; null for the first
 */
record DeadLetterRequest(
        DeadLetterFilter filter, int limit, @Nullable ListCursor after) {

    private static final List<String> NAMES =
            List.of("code", "documentId", "diedAfter", "diedBefore", "limit", "cursor", "tenant");

    /**
     * Reads {@code code=store_unavailable&diedAfter=2025-11-03T09:00:00Z&limit=20}.
     *
     * @param query as it stands in the URL; null without one
     * @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST} also for a name that is unknown or comes twice
     */
    static DeadLetterRequest parse(@Nullable String query) {
        ListQuery values = ListQuery.parse(query, NAMES);
        DeadLetterFilter filter = new DeadLetterFilter(
                values.text("tenant"),
                values.text("code"),
                values.id("documentId"),
                values.time("diedAfter"),
                values.time("diedBefore"));
        return new DeadLetterRequest(filter, values.limit(), values.cursor());
    }
}
