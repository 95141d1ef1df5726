package io.dromedary.webhook;

import io.dromedary.api.JsonBody;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads what clients send about webhooks. Every method refuses with {@link ErrorCode#INVALID_REQUEST} what is wrong.
 */
@Component
public class WebhookRequests {

    private static final Duration DEFAULT_GRACE = Duration.ofHours(24);
    private static final Duration MAX_GRACE = Duration.ofDays(30);

    private final JsonBody json;

    WebhookRequests(JsonBody json) {
        this.json = json;
    }

    /**
     * An endpoint that a client wants, or what it wants changed.
     *
     * @param url null leaves it as it is; a new endpoint needs one
     * @param eventTypes none for all; null leaves them as they are
     * @param disabled false enables an endpoint again; null leaves it as it is
     */
    public record EndpointWish(
            @Nullable String url,
            @Nullable List<String> eventTypes,
            @Nullable Boolean disabled) {

        public EndpointWish(@Nullable String url, @Nullable List<String> eventTypes, @Nullable Boolean disabled) {
            this.url = url;
            this.eventTypes = eventTypes == null
                    ? null
                    : eventTypes.stream()
                            .map(code -> EventType.of(String.valueOf(code)).code())
                            .distinct()
                            .toList();
            this.disabled = disabled;
        }
    }

    /** How long the old secret signs beside the new one. */
    public record Grace(long seconds) {}

    /** From when on the failed deliveries are sent again; null for all of them. */
    public record Since(@Nullable Instant time) {}

    private record Rotation(@Nullable Long graceSeconds) {}

    private record Replay(@Nullable String since) {}

    public EndpointWish endpoint(@Nullable InputStream body) {
        return json.read(body, EndpointWish.class);
    }

    /** A day unless the body says otherwise. */
    public Grace grace(@Nullable InputStream body) {
        Long seconds = json.read(body, Rotation.class).graceSeconds();
        if (seconds != null && (seconds < 0 || seconds > MAX_GRACE.toSeconds())) {
            throw invalid("graceSeconds must be between 0 and %d".formatted(MAX_GRACE.toSeconds()));
        }
        return new Grace(seconds == null ? DEFAULT_GRACE.toSeconds() : seconds);
    }

    public Since since(@Nullable InputStream body) {
        String since = json.read(body, Replay.class).since();
        return new Since(since == null ? null : time("since", since));
    }

    static Instant time(String name, String value) {
        try {
            return Instant.parse(value);
        } catch (DateTimeParseException e) {
            throw new Failure.Permanent(
                    ErrorCode.INVALID_REQUEST, name + " must be a time like 2025-11-03T09:00:00Z (RFC 3339)", e);
        }
    }

    static Failure invalid(String detail) {
        return new Failure.Permanent(ErrorCode.INVALID_REQUEST, detail);
    }
}
