package io.dromedary.webhook;

import static io.dromedary.webhook.WebhookRequests.invalid;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which deliveries to list.
 *
 * @param jobId of what became of this job
 * @param since entered then or later
 * @param limit of one page, 1 to 200
 * @param before the number at which the page before ended; null for the first
 */
public record DeliveryFilter(
        @Nullable UUID endpointId,
        @Nullable UUID jobId,
        @Nullable String status,
        @Nullable String eventType,
        @Nullable Instant since,
        int limit,
        @Nullable Long before) {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;
    private static final Set<String> NAMES =
            Set.of("endpointId", "jobId", "status", "eventType", "since", "limit", "cursor");
    private static final Set<String> STATUSES = Set.of("waiting", "delivered", "failed");

    /**
     * Reads {@code status=failed&since=2025-11-03T09:00:00Z}.
     *
     * @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST} also for a name that is unknown or comes twice, so
     *     that a misspelt filter never lists everything
     */
    public static DeliveryFilter parse(@Nullable String query) {
        Map<String, String> values = split(query == null ? "" : query);
        String status = values.get("status");
        String type = values.get("eventType");
        String since = values.get("since");
        if (status != null && !STATUSES.contains(status)) {
            throw invalid("status is waiting, delivered or failed");
        }
        return new DeliveryFilter(
                uuid("endpointId", values),
                uuid("jobId", values),
                status,
                type == null || type.equals(EventType.WEBHOOK_TEST.code())
                        ? type
                        : EventType.of(type).code(),
                since == null ? null : WebhookRequests.time("since", since),
                (int) number("limit", values.getOrDefault("limit", String.valueOf(DEFAULT_LIMIT)), MAX_LIMIT),
                values.containsKey("cursor") ? number("cursor", values.get("cursor"), Long.MAX_VALUE) : null);
    }

    private static Map<String, String> split(String query) {
        Map<String, String> values = new HashMap<>();
        for (String pair : query.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            String[] parts = pair.split("=", 2);
            String name = decode(parts[0]);
            if (!NAMES.contains(name) || values.put(name, parts.length == 1 ? "" : decode(parts[1])) != null) {
                throw invalid(
                        "The parameters are endpointId, jobId, status, eventType, since, limit and cursor, each once");
            }
        }
        return values;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Failure.Permanent(ErrorCode.INVALID_REQUEST, "The query is not well encoded", e);
        }
    }

    private static @Nullable UUID uuid(String name, Map<String, String> values) {
        try {
            String value = values.get(name);
            return value == null ? null : UUID.fromString(value);
        } catch (IllegalArgumentException e) {
            throw new Failure.Permanent(ErrorCode.INVALID_REQUEST, name + " must be a UUID", e);
        }
    }

    private static long number(String name, @Nullable String value, long most) {
        if (value == null
                || !value.matches("[0-9]{1,18}")
                || Long.parseLong(value) < 1
                || Long.parseLong(value) > most) {
            throw invalid("%s must be %s"
                    .formatted(
                            name,
                            name.equals("limit") ? "between 1 and " + most : "the nextCursor of an earlier page"));
        }
        return Long.parseLong(value);
    }
}
