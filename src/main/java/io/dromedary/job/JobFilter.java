package io.dromedary.job;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        @Nullable JobCursor after) {

    static final int MAX_LIMIT = 200;
    private static final int DEFAULT_LIMIT = 50;
    private static final Set<String> NAMES = Set.of("status", "documentId", "createdAfter", "limit", "cursor");
    private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

    public JobFilter {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw invalid("limit must be between 1 and " + MAX_LIMIT);
        }
    }

    /**
     * Reads {@code status=failed,dead&createdAfter=2025-11-03T09:00:00Z&limit=20}.
     *
     * @param query as it stands in the URL; null without one
     * @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST} also for a name that is unknown or comes twice, so
     *     that a misspelt filter never lists everything
     */
    public static JobFilter parse(@Nullable String query) {
        Map<String, String> values = split(query == null ? "" : query);
        return new JobFilter(
                statuses(values.get("status")),
                documentId(values.get("documentId")),
                createdAfter(values.get("createdAfter")),
                limit(values.get("limit")),
                cursor(values.get("cursor")));
    }

    private static Map<String, String> split(String query) {
        Map<String, String> values = new HashMap<>();
        for (String pair : query.split("&", -1)) {
            int end = pair.indexOf('=');
            String name = decode(end < 0 ? pair : pair.substring(0, end));
            if (pair.isEmpty()) {
                continue;
            }
            if (!NAMES.contains(name)) {
                throw invalid("The query parameters are status, documentId, createdAfter, limit and cursor");
            }
            if (values.put(name, decode(pair.substring(end + 1))) != null) {
                throw invalid(name + " may come only once");
            }
        }
        return values;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid("The query is not well encoded");
        }
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
                .orElseThrow(
                        () -> invalid("status must be of queued, running, completed, failed, cancelled and dead, with"
                                + " commas between"));
    }

    private static @Nullable UUID documentId(@Nullable String value) {
        try {
            return value == null ? null : UUID.fromString(value);
        } catch (IllegalArgumentException e) {
            throw invalid("documentId must be a UUID");
        }
    }

    private static @Nullable Instant createdAfter(@Nullable String value) {
        if (value == null) {
            return null;
        }
        try {
            // A plus sign that nobody escaped has become a space.
            Instant instant = OffsetDateTime.parse(value.replace(' ', '+')).toInstant();
            if (isTime(instant)) {
                return instant;
            }
        } catch (DateTimeParseException e) {
            // Refused like a time that is out of range.
        }
        throw invalid("createdAfter must be a time like 2025-11-03T09:00:00Z (RFC 3339)");
    }

    /** Whether the ledger can hold it; the time types of Java reach further than those of PostgreSQL. */
    static boolean isTime(Instant instant) {
        return !instant.isBefore(Instant.EPOCH) && instant.isBefore(END);
    }

    private static int limit(@Nullable String value) {
        try {
            return value == null ? DEFAULT_LIMIT : Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw invalid("limit must be a number");
        }
    }

    private static @Nullable JobCursor cursor(@Nullable String value) {
        return value == null ? null : JobCursor.decode(value);
    }

    private static Failure invalid(String detail) {
        return new Failure.Permanent(ErrorCode.INVALID_REQUEST, detail);
    }
}
