package io.dromedary.job;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
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
    public UUID parseId(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw notFound();
        }
    }

    /**
     * Words the row.
     *
     * @param row the columns of {@code job} by name; null for an unknown id and for another tenant's job alike
     * @throws Failure.Permanent {@link ErrorCode#NOT_FOUND}
     */
    public JobView of(@Nullable Map<String, @Nullable Object> row) {
        if (row == null) {
            throw notFound();
        }
        return new JobView(
                (UUID) get(row, "id"),
                (UUID) get(row, "document_id"),
                (String) get(row, "status"),
                (String) get(row, "stage"),
                (Integer) get(row, "attempt"),
                new Progress(
                        (Integer) get(row, "pages"),
                        (Integer) get(row, "chunks"),
                        ((Number) get(row, "tokens")).longValue()),
                row.get("error_code") == null
                        ? null
                        : new JobView.JobError((String) get(row, "error_code"), (String) get(row, "error_detail")));
    }

    private static Object get(Map<String, @Nullable Object> row, String column) {
        Object value = row.get(column);
        if (value == null) {
            throw new IllegalStateException("The ledger has no " + column + " for a job");
        }
        return value;
    }

    private static Failure notFound() {
        return new Failure.Permanent(ErrorCode.NOT_FOUND, "There is no such job");
    }
}
