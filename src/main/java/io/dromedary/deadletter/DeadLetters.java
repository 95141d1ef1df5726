package io.dromedary.deadletter;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.Attempts;
import io.dromedary.job.JobViews;
import io.dromedary.job.ListCursor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what was set aside, and why. */
@Component
public class DeadLetters {

    private static final String LETTERS = """
            select job.id, tenant.name as tenant, job.document_id, job.version, document.external_id, v.filename,
                   v.media_type, v.size_bytes, job.error_code, job.error_detail, job.attempt, job.created_at,
                   job.finished_at
            from job join tenant on tenant.id = job.tenant_id join document on document.id = job.document_id
            join document_version v on v.document_id = job.document_id and v.version = job.version
            where %s order by job.finished_at desc, job.id desc limit :limit""";

    private final JdbcClient jdbc;
    private final Attempts attempts;

    DeadLetters(JdbcClient jdbc, Attempts attempts) {
        this.jdbc = jdbc;
        this.attempts = attempts;
    }

    /**
     * Lists dead letters, the latest first; uses the index {@code job_dead}.
     *
     * @param owner whose; null for all tenants'
     * @param query as {@link DeadLetterRequest#parse} takes it
     */
    public DeadLetterPage page(@Nullable UUID owner, @Nullable String query) {
        DeadLetterRequest request = DeadLetterRequest.parse(query);
        Map<String, Object> params = new HashMap<>();
        List<String> conditions = request.filter().conditions(owner, params);
        if (request.after() != null) {
            conditions.add("(job.finished_at, job.id) < (:at, :id)");
            params.put("at", Timestamp.from(request.after().createdAt()));
            params.put("id", request.after().id());
        }
        params.put("limit", request.limit() + 1);
        List<DeadLetter> letters = jdbc.sql(LETTERS.formatted(String.join(" and ", conditions)))
                .params(params)
                .query((row, n) -> letter(row))
                .list();
        return cut(letters, request.limit());
    }

    /** How many there are, of all tenants. */
    long count() {
        return jdbc.sql("select count(*) from job where status = 'dead'")
                .query(Long.class)
                .single();
    }

    /** One row more than asked for tells whether there is another page. */
    private static DeadLetterPage cut(List<DeadLetter> letters, int limit) {
        if (letters.size() <= limit) {
            return new DeadLetterPage(letters, null);
        }
        DeadLetter last = letters.get(limit - 1);
        return new DeadLetterPage(letters.subList(0, limit), new ListCursor(last.diedAt(), last.jobId()).encode());
    }

    /**
     * Shows one with its attempts.
     *
     * @param owner whose; null for any tenant's
     * @param jobId as it stands in the path
     * @throws Failure.Permanent {@link ErrorCode#NOT_FOUND} for a job that is unknown or another tenant's,
     *     {@link ErrorCode#JOB_NOT_DEAD} for one that is not dead
     */
    public Evidence show(@Nullable UUID owner, String jobId) {
        UUID id = JobViews.parseId(jobId);
        Map<String, Object> params = new HashMap<>(Map.of("job", id, "limit", 1));
        if (owner != null) {
            params.put("owner", owner);
        }
        String whose = owner == null ? "" : " and job.tenant_id = :owner";
        DeadLetter letter = jdbc.sql(LETTERS.formatted("job.id = :job and job.status = 'dead'" + whose))
                .params(params)
                .query((row, n) -> letter(row))
                .optional()
                .orElseThrow(() -> missing(owner, id));
        return new Evidence(letter, attempts.of(id));
    }

    /** What to say of a job that is no dead letter. */
    Failure missing(@Nullable UUID owner, UUID jobId) {
        boolean known = jdbc.sql("select tenant_id from job where id = :job")
                .param("job", jobId)
                .query(UUID.class)
                .optional()
                .filter(tenant -> owner == null || tenant.equals(owner))
                .isPresent();
        return known
                ? new Failure.Permanent(ErrorCode.JOB_NOT_DEAD, "The job is not dead, or not any more")
                : JobViews.notFound();
    }

    private static DeadLetter letter(ResultSet row) throws SQLException {
        return new DeadLetter(
                row.getObject("id", UUID.class),
                row.getString("tenant"),
                row.getObject("document_id", UUID.class),
                row.getInt("version"),
                row.getString("external_id"),
                row.getString("filename"),
                row.getString("media_type"),
                row.getLong("size_bytes"),
                row.getString("error_code"),
                row.getString("error_detail"),
                row.getInt("attempt"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("finished_at").toInstant());
    }
}
