package io.dromedary.job;

import io.dromedary.ledger.AcrossTenants;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Decides whose turn it is. A job that is handed out stays due at a later time, so that a message which is lost, or a
 * worker which dies, only delays it.
 */
@Component
@AcrossTenants
public class DueJobs {

    private final JdbcClient jdbc;
    private final JobProperties properties;

    DueJobs(JdbcClient jdbc, JobProperties properties) {
        this.jdbc = jdbc;
        this.properties = properties;
    }

    /**
     * Takes due jobs in fair order: by priority, then the tenant with the least work in progress, then by age. Any
     * number of dispatchers may call it at once: rows that another one takes are skipped. A lease that ended goes on
     * record. Uses the index {@code job_due}.
     *
     * @param depth how many jobs may lie in the broker at once, these included
     * @return the ids that may now be published, in their order
     */
    public List<UUID> handOut(int depth) {
        return jdbc.sql("""
                        with waiting as (
                            select head.id, tenant.id as tenant_id, level.priority, head.created_at,
                                   row_number() over (
                                       partition by tenant.id, level.priority order by head.created_at) as place
                            from tenant cross join generate_series(0, 2) as level (priority)
                            cross join lateral (
                                select id, created_at from job
                                where tenant_id = tenant.id and priority = level.priority and due_at <= now()
                                order by created_at limit 2 * :depth) as head),
                        busy as (
                            select tenant_id, count(*) as jobs
                            from job where (status = 'running' or handed_at is not null) and due_at > now()
                            group by tenant_id),
                        turn as (
                            select waiting.id,
                                   row_number() over (
                                       order by priority, coalesce(busy.jobs, 0) + place, created_at) as turn
                            from waiting left join busy using (tenant_id)
                            order by turn limit 2 * :depth),
                        taken as (
                            select job.id, job.status, turn.turn from job join turn using (id)
                            where job.due_at <= now()
                            order by turn.turn
                            limit greatest(:depth - (
                                select count(*) from job
                                where status = 'queued' and handed_at is not null and due_at > now()), 0)
                            for update of job skip locked),
                        handed as (
                            update job set status = 'queued', stage = 'waiting', worker = null, handed_at = now(),
                                           due_at = now() + make_interval(secs => :handOver)
                            from taken where job.id = taken.id
                            returning job.id, job.tenant_id, job.attempt, taken.status as was),
                        event as (
                            insert into job_event (job_id, tenant_id, status, attempt, actor, cause)
                            select id, tenant_id, 'queued', attempt, 'dispatcher', 'lease_ended'
                            from handed where was = 'running')
                        select handed.id from handed join taken using (id) order by taken.turn""")
                .param("depth", depth)
                .param("handOver", properties.handOver().toSeconds())
                .query(UUID.class)
                .list();
    }

    /** Takes back jobs whose ids the broker did not accept; they are due again after the first backoff. */
    public void takeBack(List<UUID> jobIds) {
        if (jobIds.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        update job set handed_at = null, due_at = now() + make_interval(secs => :backoff)
                        where id in (:jobs) and status = 'queued' and handed_at is not null""")
                .param("jobs", jobIds)
                .param("backoff", properties.backoff().toMillis() / 1000.0)
                .update();
    }
}
