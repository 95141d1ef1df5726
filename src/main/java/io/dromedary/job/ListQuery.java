package io.dromedary.job;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The query of a request for a list. Every method refuses with {@link ErrorCode#INVALID_REQUEST} what is not of its
 * kind. Immutable.
 */
public final class ListQuery {

    private static final int MAX_LIMIT = 200;
    private static final int DEFAULT_LIMIT = 50;
    private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

    private final Map<String, String> values;

    private ListQuery(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /**
     * Takes the query apart.
     *
     * @param query as it stands in the URL; null without one
     * @param names of which each may come once, and no other
     */
    public static ListQuery parse(@Nullable String query, List<String> names) {
        Map<String, String> values = new HashMap<>();
        for (String pair : (query == null ? "" : query).split("&", -1)) {
            int end = pair.indexOf('=');
            String name = decode(end < 0 ? pair : pair.substring(0, end));
            if (pair.isEmpty()) {
                continue;
            }
            if (!names.contains(name)) {
                throw invalid("The query parameters are " + String.join(", ", names));
            }
            if (values.put(name, decode(pair.substring(end + 1))) != null) {
                throw invalid(name + " may come only once");
            }
        }
        return new ListQuery(values);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid("The query is not well encoded");
        }
    }

    public @Nullable String text(String name) {
        return values.get(name);
    }

    public @Nullable UUID id(String name) {
        String value = values.get(name);
        try {
            return value == null ? null : UUID.fromString(value);
        } catch (IllegalArgumentException e) {
            throw invalid(name + " must be a UUID");
        }
    }

    /** A time of RFC 3339 that the ledger can hold. */
    public @Nullable Instant time(String name) {
        String value = values.get(name);
        if (value == null) {
            return null;
        }
        try {
            // A plus sign that nobody escaped has become a space.
            Instant instant = OffsetDateTime.parse(value.replace(' ', '+')).toInstant();
            if (isTime(instant)) {
                return instant;
            }
        } catch (DateTimeException e) {
            // Refused like a time that is out of range.
        }
        throw invalid(name + " must be a time like 2025-11-03T09:00:00Z (RFC 3339)");
    }

    /** Whether the ledger can hold it; the time types of Java reach further than those of PostgreSQL. */
    public static boolean isTime(Instant instant) {
        return !instant.isBefore(Instant.EPOCH) && instant.isBefore(END);
    }

    /** How many entries a page has at most; 50 unless {@code limit} says otherwise. */
    public int limit() {
        return number("limit", DEFAULT_LIMIT, MAX_LIMIT);
    }

    /** A number from 1 on. */
    public int number(String name, int otherwise, int max) {
        String value = values.get(name);
        try {
            int number = value == null ? otherwise : Integer.parseInt(value);
            if (number >= 1 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused like a number that is out of range.
        }
        throw invalid("%s must be between 1 and %d".formatted(name, max));
    }

    /** Where the page before ended; null for the first. */
    public @Nullable ListCursor cursor() {
        String value = values.get("cursor");
        return value == null ? null : ListCursor.decode(value);
    }

    private static Failure invalid(String detail) {
        return new Failure.Permanent(ErrorCode.INVALID_REQUEST, detail);
    }
}
