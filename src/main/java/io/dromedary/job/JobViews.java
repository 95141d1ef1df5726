package io.dromedary.job;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Words a row of the ledger for the API. Pure. */
@Component
public class JobViews {

    /**
     * Reads the id of a job.
     *
     * @param id as it stands in the path
     * @throws Failure.Permanent {@link ErrorCode#NOT_FOUND} for what is no id at all
     */
    public static UUID parseId(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw notFound();
        }
    }

    /**
     * Words the row.
     *
     * @param row what {@code find-job} selects, by column; null for an unknown id and for another tenant's job alike
     * @throws Failure.Permanent {@link ErrorCode#NOT_FOUND}
     */
    public JobView of(@Nullable Map<String, @Nullable Object> row) {
        if (row == null) {
            throw notFound();
        }
        return new JobView(
                (UUID) get(row, "id"),
                (UUID) get(row, "document_id"),
                (String) row.get("filename"),
                (String) get(row, "status"),
                (String) get(row, "stage"),
                (Integer) get(row, "attempt"),
                new Progress(
                        (Integer) get(row, "pages"),
                        (Integer) get(row, "chunks"),
                        ((Number) get(row, "tokens")).longValue()),
                new EmbeddingCost(
                        ((Number) get(row, "embedded_tokens")).longValue(), (BigDecimal) get(row, "embedding_cost")),
                error(row),
                null,
                ((Timestamp) get(row, "created_at")).toInstant(),
                instant(row, "started_at"),
                instant(row, "finished_at"),
                instant(row, "due_at"));
    }

    private static JobView.@Nullable JobError error(Map<String, @Nullable Object> row) {
        return row.get("error_code") == null
                ? null
                : new JobView.JobError((String) get(row, "error_code"), (String) get(row, "error_detail"));
    }

    private static @Nullable Instant instant(Map<String, @Nullable Object> row, String column) {
        return row.get(column) instanceof Timestamp at ? at.toInstant() : null;
    }

    private static Object get(Map<String, @Nullable Object> row, String column) {
        Object value = row.get(column);
        if (value == null) {
            throw new IllegalStateException("The ledger has no " + column + " for a job");
        }
        return value;
    }

    /** The same words for whatever is not the tenant's, so that nobody learns from them what exists. */
    public static Failure notFound() {
        return new Failure.Permanent(ErrorCode.NOT_FOUND, "There is no such job");
    }
}
