package io.dromedary.document;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.ListCursor;
import io.dromedary.job.ListQuery;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which documents to list. A missing condition is none.
 *
 * @param externalId with this name
 * @param mediaTypes whose latest version is of one of these; empty for any
 * @param searchable whether readers see a version of it
 * @param createdAfter first accepted later than this
 * @param limit of one page, 1 to 200
 * @param after where the page before ended; null for the first
 */
public record DocumentQuery(
        @Nullable String externalId,
        Set<String> mediaTypes,
        @Nullable Boolean searchable,
        @Nullable Instant createdAfter,
        int limit,
        @Nullable ListCursor after) {

    private static final List<String> NAMES =
            List.of("externalId", "mediaType", "searchable", "createdAfter", "limit", "cursor");

    /**
     * Reads {@code mediaType=application/pdf,text/html&searchable=true}.
     *
     * @param query as it stands in the URL; null without one
     * @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST} also for a name that is unknown or comes twice
     */
    public static DocumentQuery parse(@Nullable String query) {
        ListQuery values = ListQuery.parse(query, NAMES);
        String types = values.text("mediaType");
        return new DocumentQuery(
                values.text("externalId"),
                types == null ? Set.of() : Set.copyOf(List.of(types.split(",", -1))),
                searchable(values.text("searchable")),
                values.time("createdAfter"),
                values.limit(),
                values.cursor());
    }

    private static @Nullable Boolean searchable(@Nullable String value) {
        if (value == null) {
            return null;
        }
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new Failure.Permanent(ErrorCode.INVALID_REQUEST, "searchable is true or false");
        };
    }
}
