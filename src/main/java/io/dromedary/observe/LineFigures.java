package io.dromedary.observe;

import io.dromedary.ledger.AcrossTenants;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Measures the line of jobs, for all tenants together. */
@Component
class LineFigures {

    private final JdbcClient jdbc;

    LineFigures(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * How long the line is.
     *
     * @param waiting jobs that only wait for a worker, those included whose ids lie in the broker
     * @param later jobs that wait for the time of their next attempt
     * @param running jobs that a worker holds
     * @param oldestSeconds how long the first of the waiting ones has been due; 0 when none waits
     * @param workSeconds what the waiting ones will take one worker slot, reckoned with the mean of the last hundred
     *     jobs that ended within an hour; 0 when none ended
     * @param completed jobs that were completed in the last minute
     * @param failed jobs that failed for good in the last minute
     */
    record Line(
            long waiting,
            long later,
            long running,
            double oldestSeconds,
            double workSeconds,
            long completed,
            long failed) {}

    /** One look at the ledger, by the indexes {@code job_due} and {@code job_pace}. */
    @AcrossTenants
    public Line measure() {
        return jdbc.sql("""
                        with line as (
                            select count(*) filter (where status = 'queued' and (due_at <= now() or handed_at is not null))
                                       as waiting,
                                   count(*) filter (where status = 'queued' and due_at > now() and handed_at is null)
                                       as later,
                                   count(*) filter (where status = 'running') as running,
                                   coalesce(extract(epoch from now() - min(coalesce(handed_at, due_at))
                                       filter (where status = 'queued' and (due_at <= now() or handed_at is not null))), 0)
                                       as oldest
                            from job where due_at is not null),
                        recent as (
                            select finished_at - started_at as duration from job
                            where status in ('completed', 'failed') and finished_at > now() - interval '1 hour'
                            order by finished_at desc limit 100),
                        ended as (
                            select count(*) filter (where status = 'completed') as completed,
                                   count(*) filter (where status = 'failed') as failed
                            from job
                            where status in ('completed', 'failed') and finished_at > now() - interval '1 minute')
                        select waiting, later, running, oldest,
                               waiting * coalesce((select extract(epoch from avg(duration)) from recent), 0) as work,
                               completed, failed
                        from line cross join ended""")
                .query((row, n) -> new Line(
                        row.getLong("waiting"),
                        row.getLong("later"),
                        row.getLong("running"),
                        row.getDouble("oldest"),
                        row.getDouble("work"),
                        row.getLong("completed"),
                        row.getLong("failed")))
                .single();
    }
}
