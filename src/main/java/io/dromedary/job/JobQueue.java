package io.dromedary.job;

import io.dromedary.ledger.AcrossTenants;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Tells the place of a job in the line. Looks at the jobs of all tenants, and tells nothing of them but how many. */
@Component
public class JobQueue {

    /** Places are counted so far, which keeps the statement quick however long the line is. */
    private static final int HORIZON = 10_000;

    private final JdbcClient jdbc;
    private final JobProperties properties;
    private final TransactionTemplate transaction;

    JobQueue(JdbcClient jdbc, JobProperties properties, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.properties = properties;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Adds its place to a job that only waits for a worker; any other is returned as it is. */
    @AcrossTenants
    public JobView place(JobView job) {
        return job.status().equals(JobStatus.QUEUED.code())
                ? Objects.requireNonNull(transaction.execute(status -> findWithoutCompiler(job)))
                : job;
    }

    /** PostgreSQL would take seconds to compile the statement, which runs for milliseconds. */
    private JobView findWithoutCompiler(JobView job) {
        jdbc.sql("select set_config('jit', 'off', true)").query(String.class).single();
        return find(job);
    }

    /**
     * First come the jobs whose ids lie in the broker, then the due ones in the order of {@link DueJobs}, by the same
     * functions of the database: level, round, age. Of each tenant only the jobs of higher levels and of earlier rounds
     * are counted, no more than it may have in work, and of the same round one is compared; that is read from the index
     * {@code job_line} alone.
     *
     * <p>At the head of the line a slot comes free once per mean duration and job in work. The mean is that of the last
     * hundred jobs of the past hour that ended in their first attempt. Nothing in work, or nothing ended: nobody can
     * tell.
     */
    private JobView find(JobView job) {
        return jdbc.sql("""
                        with mine as materialized (
                            select id, tenant_id, priority, queued_at, handed_at, due_at <= now() as due,
                                   job_level(priority, queued_at, make_interval(secs => :ageing)) as level
                            from job where id = :job and status = 'queued' and (due_at <= now() or handed_at is not null)),
                        handed as (
                            select count(*) filter (
                                where mine.due or (job.handed_at, job.priority, job.queued_at, job.id)
                                                  <= (mine.handed_at, mine.priority, mine.queued_at, mine.id)) as jobs
                            from mine cross join job
                            where job.status = 'queued' and job.handed_at is not null and job.due_at > now()),
                        bounds as materialized (
                            select priority, level_bound(priority, level - 1, make_interval(secs => :ageing)) as after,
                                   level_bound(priority, level, make_interval(secs => :ageing)) as until
                            from generate_series(0, 2) as priority cross join (select level from mine) as mine),
                        round as materialized (
                            select job_round(share.in_work, (
                                select count(*) from (
                                    select from bounds join job using (priority)
                                    where job.tenant_id = mine.tenant_id and job.due_at <= now()
                                      and job.queued_at > bounds.after and job.queued_at <= bounds.until
                                      and (job.queued_at, job.id) <= (mine.queued_at, mine.id)
                                    limit :horizon) as own), share.weight) as round
                            from mine join tenant_share as share using (tenant_id) where mine.due),
                        line as (
                            select count(*) as jobs from (
                                select from mine cross join round cross join tenant_share as share cross join lateral (
                                    select from (
                                        select from bounds join job using (priority)
                                        where job.tenant_id = share.tenant_id and job.due_at <= now()
                                          and job.queued_at <= bounds.after
                                        union all
                                        select from (
                                            select early.*, row_number() over (order by queued_at, id) as place
                                            from bounds cross join lateral (
                                                select queued_at, id from job
                                                where priority = bounds.priority and tenant_id = share.tenant_id
                                                  and due_at <= now()
                                                  and queued_at > bounds.after and queued_at <= bounds.until
                                                order by queued_at, id
                                                limit greatest(
                                                    ceil(round.round * share.weight) - share.in_work + 1, 0)) as early) as head
                                        where (job_round(share.in_work, head.place, share.weight), head.queued_at, head.id)
                                              <= (round.round, mine.queued_at, mine.id)) as earlier
                                    limit case when share.tenant_id = mine.tenant_id then :horizon
                                               else least(share.room, :horizon) end) as before
                                limit :horizon) as counted),
                        recent as (
                            select finished_at - started_at as duration
                            from job where status in ('completed', 'failed') and attempt = 1
                                       and finished_at > now() - interval '1 hour'
                            order by finished_at desc limit 100),
                        pace as (
                            select (select extract(epoch from avg(duration))::float8 from recent)
                                   / nullif((select count(*) from job where status = 'running' and due_at > now()), 0)
                                   as seconds),
                        place as (
                            select least(handed.jobs + line.jobs, :horizon) as position
                            from mine cross join handed cross join line)
                        select position,
                               case when position < :horizon
                                    then now() + make_interval(secs => position * seconds) end as expected
                        from place cross join pace""")
                .param("job", job.jobId())
                .param("horizon", HORIZON)
                .param("ageing", properties.ageing().toSeconds())
                .query((row, n) -> {
                    var expected = row.getTimestamp("expected");
                    return job.at(
                            new JobView.Place(row.getLong("position"), expected == null ? null : expected.toInstant()));
                })
                .optional()
                .orElse(job);
    }
}
