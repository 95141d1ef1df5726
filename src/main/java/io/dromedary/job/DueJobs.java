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
     * Takes due jobs in fair order: by level, which is the priority and rises with the time in line; then by round, so
     * that each tenant gets as many turns as its weight says, whatever it has in line; then by age. No tenant gets more
     * than it may have in work. A lease that ended goes on record.
     *
     * <p>Only the tenants whose first job is among the first in line are looked at further: all else comes later. Every
     * line is read from the index {@code job_line}, and what is in work from {@code job_busy}.
     *
     * <p>Any number of dispatchers may call it at once. They take turns ({@code queue_room}), so the broker never holds
     * more than the depth; rows that somebody else has locked are passed over.
     *
     * @param depth how many jobs may lie in the broker at once, these included
     * @return the ids that may now be published, in their order
     */
    public List<UUID> handOut(int depth) {
        return jdbc.sql("""
                        with share as materialized (
                            select * from tenant_share where room > 0),
                        head as (
                            select share.tenant_id, in_work, weight, first.id, queued_at,
                                   job_level(priority, queued_at, make_interval(secs => :ageing)) as level
                            from share cross join generate_series(0, 2) as priority cross join lateral (
                                select id, queued_at from job
                                where job.priority = priority.priority and tenant_id = share.tenant_id
                                  and due_at <= now()
                                order by queued_at, id limit 1) as first),
                        next as (
                            select tenant_id from (
                                select distinct on (tenant_id) * from head
                                order by tenant_id, level, queued_at, id) as first
                            order by level, job_round(in_work, 1, weight), queued_at, id limit 2 * :depth),
                        waiting as (
                            select share.*, early.id, queued_at,
                                   job_level(priority, queued_at, make_interval(secs => :ageing)) as level
                            from next join share using (tenant_id)
                            cross join generate_series(0, 2) as priority cross join lateral (
                                select id, queued_at from job
                                where job.priority = priority.priority and tenant_id = share.tenant_id
                                  and due_at <= now()
                                order by queued_at, id limit least(2 * :depth, share.room)) as early),
                        line as (
                            select *, row_number() over (partition by tenant_id order by level, queued_at, id) as own,
                                   row_number() over (partition by tenant_id, level order by queued_at, id) as place
                            from waiting),
                        turn as (
                            select id, row_number() over (
                                order by level, job_round(in_work, place, weight), queued_at, id) as turn
                            from line where own <= room order by turn limit 2 * :depth),
                        taken as (
                            select job.id, job.status, turn.turn from job join turn using (id)
                            where job.due_at <= now()
                            order by turn.turn limit queue_room(:depth)
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
                .param("ageing", properties.ageing().toSeconds())
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
