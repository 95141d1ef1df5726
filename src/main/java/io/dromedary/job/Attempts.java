package io.dromedary.job;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the attempts of a job from its record. Thread-safe. */
@Component
public class Attempts {

    private final JdbcClient jdbc;

    Attempts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** In their order; uses {@code job_event_job}. */
    public List<Attempt> of(UUID jobId) {
        return jdbc.sql("""
                        select begun.attempt, begun.actor as worker, begun.at as started_at, ended.at as ended_at,
                               ended.status as ended_as, coalesce(failure.code, ended.cause) as cause, failure.detail,
                               failure.stack
                        from job_event begun
                        left join lateral (
                            select at, status, cause from job_event later
                            where later.job_id = begun.job_id and later.id > begun.id
                            order by later.id limit 1) as ended on true
                        left join attempt_failure failure
                            on failure.job_id = begun.job_id and failure.attempt = begun.attempt
                        where begun.job_id = :job and begun.status = 'running'
                        order by begun.id""")
                .param("job", jobId)
                .query((row, n) -> new Attempt(
                        row.getInt("attempt"),
                        row.getString("worker"),
                        row.getTimestamp("started_at").toInstant(),
                        instant(row.getTimestamp("ended_at")),
                        row.getString("ended_as"),
                        row.getString("cause"),
                        row.getString("detail"),
                        row.getString("stack")))
                .list();
    }

    private static @Nullable Instant instant(@Nullable Timestamp at) {
        return at == null ? null : at.toInstant();
    }
}
