package io.dromedary.passthrough;

import io.dromedary.job.JobViews;
import io.dromedary.tenant.Tenant;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tells what is still held of a job's content. Thread-safe. */
@Component
public class Retentions {

    private final JdbcClient jdbc;

    Retentions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What is held of a job.
     *
     * @param jobId as it stands in the path
     * @throws io.dromedary.error.Failure.Permanent {@link io.dromedary.error.ErrorCode#NOT_FOUND}
     */
    public Retention show(Tenant tenant, String jobId) {
        return jdbc.sql("""
                        select job.id, job.passthrough, job.deadline, p.ended_at, p.removed_at,
                               v.original_kept and job.status not in ('failed', 'cancelled') as original,
                               exists (
                                   select from chunk c
                                   where c.document_id = job.document_id and c.version = job.version) as chunks
                        from job join document_version v using (document_id, version)
                        left join passthrough p on p.job_id = job.id
                        where job.id = :job and job.tenant_id = :tenant""")
                .param("job", JobViews.parseId(jobId))
                .param("tenant", tenant.id())
                .query((row, n) -> row.getBoolean("passthrough") ? passedOn(row) : persisted(row))
                .optional()
                .orElseThrow(JobViews::notFound);
    }

    private static Retention persisted(ResultSet row) throws SQLException {
        List<String> held = new ArrayList<>();
        if (row.getBoolean("original")) {
            held.add("document");
        }
        if (row.getBoolean("chunks")) {
            held.add("chunks");
        }
        return new Retention(row.getObject("id", UUID.class), "persist", held, null, null, null);
    }

    private static Retention passedOn(ResultSet row) throws SQLException {
        Instant ended = instant(row, "ended_at");
        Instant removed = instant(row, "removed_at");
        List<String> held = new ArrayList<>();
        if (removed == null) {
            held.add("document");
        }
        if (ended == null) {
            held.add("key");
        }
        return new Retention(
                row.getObject("id", UUID.class),
                "passthrough",
                held,
                ended == null ? instant(row, "deadline") : null,
                ended,
                removed);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }
}
