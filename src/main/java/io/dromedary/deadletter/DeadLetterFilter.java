package io.dromedary.deadletter;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.ListQuery;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are meant; null lets all pass.
 *
 * @param tenant by name; only operators name one
 * @param code of the last failure
 * @param documentId of this document only
 * @param diedAfter later than this
 * @param diedBefore earlier than this
 */
record DeadLetterFilter(
        @Nullable String tenant,
        @Nullable String code,
        @Nullable UUID documentId,
        @Nullable Instant diedAfter,
        @Nullable Instant diedBefore) {

    DeadLetterFilter {
        if (code != null
                && Arrays.stream(ErrorCode.values())
                        .noneMatch(known -> known.code().equals(code))) {
            throw invalid("code must be one of docs/errors.md");
        }
        requireTime("diedAfter", diedAfter);
        requireTime("diedBefore", diedBefore);
    }

    /**
     * The conditions on {@code job} and {@code tenant}. Nothing of the request becomes SQL: it only decides which of
     * these apply.
     *
     * @param owner whose letters alone are in question; null for an operator, who sees all
     * @param params takes the values
     */
    List<String> conditions(@Nullable UUID owner, Map<String, Object> params) {
        if (owner != null && tenant != null) {
            throw invalid("tenant is for operators");
        }
        List<String> conditions = new ArrayList<>(List.of("job.status = 'dead'"));
        add(conditions, params, "job.tenant_id = :owner", "owner", owner);
        add(conditions, params, "tenant.name = :tenant", "tenant", tenant);
        add(conditions, params, "job.error_code = :code", "code", code);
        add(conditions, params, "job.document_id = :document", "document", documentId);
        add(conditions, params, "job.finished_at > :after", "after", timestamp(diedAfter));
        add(conditions, params, "job.finished_at < :before", "before", timestamp(diedBefore));
        return conditions;
    }

    private static void add(
            List<String> conditions,
            Map<String, Object> params,
            String condition,
            String name,
            @Nullable Object value) {
        if (value != null) {
            conditions.add(condition);
            params.put(name, value);
        }
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant at) {
        return at == null ? null : Timestamp.from(at);
    }

    private static void requireTime(String name, @Nullable Instant at) {
        if (at != null && !ListQuery.isTime(at)) {
            throw invalid(name + " is out of range");
        }
    }

    static Failure invalid(String detail) {
        return new Failure.Permanent(ErrorCode.INVALID_REQUEST, detail);
    }
}
