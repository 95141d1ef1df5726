package io.dromedary.job;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs to list.
 *
 * @param statuses any of them; empty for all
 * @param documentId of this document only
 * @param createdAfter accepted later than this
 * @param limit of one page, 1 to 200
 * @param after where the page before ended; null for the first
 */
public record JobFilter(
        List<JobStatus> statuses,
        @Nullable UUID documentId,
        @Nullable Instant createdAfter,
        int limit,
        @Nullable ListCursor after) {

    private static final List<String> NAMES = List.of("status", "documentId", "createdAfter", "limit", "cursor");

    /**
     * Reads {@code status=failed,dead&createdAfter=2025-11-03T09:00:00Z&limit=20}.
     *
     * @param query as it stands in the URL; null without one
     * @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST} also for a name that is unknown or comes twice, so
     *     that a misspelt filter never lists everything
     */
    public static JobFilter parse(@Nullable String query) {
        ListQuery values = ListQuery.parse(query, NAMES);
        return new JobFilter(
                statuses(values.text("status")),
                values.id("documentId"),
                values.time("createdAfter"),
                values.limit(),
                values.cursor());
    }

    private static List<JobStatus> statuses(@Nullable String value) {
        if (value == null) {
            return List.of();
        }
        return Arrays.stream(value.split(",", -1)).map(JobFilter::status).toList();
    }

    private static JobStatus status(String code) {
        return Arrays.stream(JobStatus.values())
                .filter(status -> status.code().equals(code))
                .findAny()
                .orElseThrow(() -> new Failure.Permanent(
                        ErrorCode.INVALID_REQUEST,
                        "status must be of queued, running, completed, failed, cancelled and dead, with commas"
                                + " between"));
    }
}
