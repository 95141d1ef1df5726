package io.dromedary.audit;

import io.dromedary.audit.JobRecord.Link;
import io.dromedary.audit.JobRecord.Transition;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.Attempts;
import io.dromedary.job.JobViews;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what is on record of a job, for its tenant. Thread-safe. */
@Component
public class JobRecords {

    private final JdbcClient jdbc;
    private final Attempts attempts;

    JobRecords(JdbcClient jdbc, Attempts attempts) {
        this.jdbc = jdbc;
        this.attempts = attempts;
    }

    /**
     * The record of one job.
     *
     * @param jobId as it stands in the path
     * @throws Failure.Permanent {@link ErrorCode#NOT_FOUND} for a job that is unknown or another tenant's
     */
    public JobRecord show(UUID tenantId, String jobId) {
        UUID id = JobViews.parseId(jobId);
        List<Transition> transitions = transitions(tenantId, id);
        // A job has its first with its acceptance.
        if (transitions.isEmpty()) {
            throw JobViews.notFound();
        }
        return new JobRecord(id, attempts.of(id), transitions);
    }

    /** A transition and its audit record have one time; uses {@code job_event_job} and {@code audit_record_time}. */
    private List<Transition> transitions(UUID tenantId, UUID jobId) {
        return jdbc.sql("""
                        select e.at, e.status, e.attempt, e.actor, e.cause, l.seq, l.hash
                        from job_event e
                        left join audit_record r on r.at = e.at and r.tenant_id = e.tenant_id and r.kind = 'job'
                            and r.subject_id = e.job_id and r.action = e.status and r.attempt = e.attempt
                        left join audit_link l on l.record_id = r.id
                        where e.job_id = :job and e.tenant_id = :tenant
                        order by e.id""")
                .param("job", jobId)
                .param("tenant", tenantId)
                .query((row, n) -> new Transition(
                        row.getTimestamp("at").toInstant(),
                        row.getString("status"),
                        row.getInt("attempt"),
                        row.getString("actor"),
                        row.getString("cause"),
                        link(row)))
                .list();
    }

    private static @Nullable Link link(ResultSet row) throws SQLException {
        byte[] hash = row.getBytes("hash");
        return hash == null ? null : new Link(row.getLong("seq"), HexFormat.of().formatHex(hash));
    }
}
