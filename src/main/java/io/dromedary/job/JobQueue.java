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
    private final TransactionTemplate transaction;

    JobQueue(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
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
     * First come the jobs whose ids lie in the broker, then the due ones in the order of {@link DueJobs}: by priority,
     * then by round, then by age. The round of a job is the number of jobs of its tenant that are in work or wait
     * before it, itself included. So of every tenant only the jobs of earlier rounds are counted, and of the same round
     * one is compared; that is read from the index {@code job_line} alone.
     *
     * <p>At the head of the line a slot comes free once per mean duration and job in work. The mean is that of the last
     * hundred jobs of the past hour that ended in their first attempt. Nothing in work, or nothing ended: nobody can
     * tell.
     */
    private JobView find(JobView job) {
        return jdbc.sql("""
                        with mine as materialized (
                            select id, tenant_id, priority, created_at, handed_at, due_at <= now() as due
                            from job where id = :job and status = 'queued' and (due_at <= now() or handed_at is not null)),
                        busy as materialized (
                            select tenant_id, count(*) as jobs
                            from job where (status = 'running' or handed_at is not null) and due_at > now()
                            group by tenant_id),
                        handed as (
                            select count(*) filter (
                                where mine.due or (job.handed_at, job.priority, job.created_at, job.id)
                                                  <= (mine.handed_at, mine.priority, mine.created_at, mine.id)) as jobs
                            from mine cross join job
                            where job.status = 'queued' and job.handed_at is not null and job.due_at > now()),
                        round as materialized (
                            select coalesce((select jobs from busy where busy.tenant_id = mine.tenant_id), 0)
                                   + (select count(*) from (
                                       select from job
                                       where job.tenant_id = mine.tenant_id and job.priority = mine.priority
                                         and job.due_at <= now()
                                         and (job.created_at, job.id) <= (mine.created_at, mine.id)
                                       limit :horizon) as own) as round
                            from mine where mine.due),
                        urgent as (
                            select count(*) as jobs from (
                                select from mine join job on job.priority < mine.priority
                                where mine.due and job.due_at <= now() limit :horizon) as first),
                        line as (
                            select count(*) as jobs from (
                                select from mine cross join round
                                cross join tenant left join busy on busy.tenant_id = tenant.id
                                cross join lateral (
                                    select created_at, id, row_number() over (order by created_at, id) as place
                                    from job
                                    where tenant_id = tenant.id and priority = mine.priority and due_at <= now()
                                    order by created_at, id
                                    limit greatest(round.round - coalesce(busy.jobs, 0), 0)) as head
                                where head.place < round.round - coalesce(busy.jobs, 0)
                                   or (head.created_at, head.id) <= (mine.created_at, mine.id)
                                limit :horizon) as before),
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
                            select least(handed.jobs + urgent.jobs + line.jobs, :horizon) as position
                            from mine cross join handed cross join urgent cross join line)
                        select position,
                               case when position < :horizon
                                    then now() + make_interval(secs => position * seconds) end as expected
                        from place cross join pace""")
                .param("job", job.jobId())
                .param("horizon", HORIZON)
                .query((row, n) -> {
                    var expected = row.getTimestamp("expected");
                    return job.at(
                            new JobView.Place(row.getLong("position"), expected == null ? null : expected.toInstant()));
                })
                .optional()
                .orElse(job);
    }
}
