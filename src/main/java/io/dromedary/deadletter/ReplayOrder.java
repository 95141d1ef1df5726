package io.dromedary.deadletter;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The wish to try many dead letters again.
 *
 * @param tenant by name; only operators name one
 * @param code of the last failure
 * @param documentId of this document only
 * @param diedAfter later than this
 * @param diedBefore earlier than this
 * @param perMinute how many of them become due in a minute, 1 to 60,000
 * @param limit how many at most, 1 to 1,000
 */
public record ReplayOrder(
        @Nullable String tenant,
        @Nullable String code,
        @Nullable UUID documentId,
        @Nullable Instant diedAfter,
        @Nullable Instant diedBefore,
        Integer perMinute,
        Integer limit) {

    private static final int DEFAULT_PER_MINUTE = 60;
    private static final int MAX_PER_MINUTE = 60_000;
    private static final int MAX_LIMIT = 1_000;

    public ReplayOrder(
            @Nullable String tenant,
            @Nullable String code,
            @Nullable UUID documentId,
            @Nullable Instant diedAfter,
            @Nullable Instant diedBefore,
            @Nullable Integer perMinute,
            @Nullable Integer limit) {
        this.tenant = tenant;
        this.code = code;
        this.documentId = documentId;
        this.diedAfter = diedAfter;
        this.diedBefore = diedBefore;
        this.perMinute = within("perMinute", perMinute, DEFAULT_PER_MINUTE, MAX_PER_MINUTE);
        this.limit = within("limit", limit, MAX_LIMIT, MAX_LIMIT);
    }

    static ReplayOrder ofAll(int perMinute) {
        return new ReplayOrder(null, null, null, null, null, perMinute, null);
    }

    private static int within(String name, @Nullable Integer value, int otherwise, int most) {
        if (value != null && (value < 1 || value > most)) {
            throw new Failure.Permanent(ErrorCode.INVALID_REQUEST, "%s must be between 1 and %d".formatted(name, most));
        }
        return value == null ? otherwise : value;
    }

    DeadLetterFilter filter() {
        return new DeadLetterFilter(tenant, code, documentId, diedAfter, diedBefore);
    }

    /** From one to the next. */
    Duration gap() {
        return Duration.ofMinutes(1).dividedBy(perMinute);
    }
}
