package io.dromedary.job;

import io.dromedary.ledger.AcrossTenants;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The unfair order, to measure what fairness costs: whoever came first is served first. */
@AcrossTenants
public class OldestFirst extends DueJobs {

    private final JdbcClient jdbc;
    private volatile boolean on;

    public OldestFirst(JdbcClient jdbc, JobProperties properties) {
        super(jdbc, properties);
        this.jdbc = jdbc;
    }

    public void switchTo(boolean unfair) {
        on = unfair;
    }

    @Override
    public List<UUID> handOut(int depth) {
        return on ? oldest(depth) : super.handOut(depth);
    }

    private List<UUID> oldest(int depth) {
        return jdbc.sql("""
                        with taken as (
                            select id, created_at from job where due_at <= now() order by created_at
                            limit queue_room(:depth) for update skip locked),
                        handed as (
                            update job set handed_at = now(), due_at = now() + interval '1 minute'
                            from taken where job.id = taken.id returning job.id)
                        select id from handed join taken using (id) order by created_at""").param("depth", depth).query(UUID.class).list();
    }
}
