package io.dromedary.job;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.ledger.AcrossTenants;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who works on what. A claim raises the attempt number, which is the fencing token: whatever an older attempt writes
 * afterwards changes nothing. It raises the number of tries too, before the work begins, so that a document which kills
 * its process is found out.
 */
@Component
public class Leases {

    private final JdbcClient jdbc;
    private final JobProperties properties;
    private final WorkerId worker;

    private final Isolation isolation;

    /** The attempts of this process that are not over, by job. */
    private final Map<UUID, Integer> inWork = new ConcurrentHashMap<>();

    Leases(JdbcClient jdbc, JobProperties properties, WorkerId worker, Isolation isolation) {
        this.jdbc = jdbc;
        this.properties = properties;
        this.worker = worker;
        this.isolation = isolation;
    }

    /**
     * Claims a job that was handed out.
     *
     * @return null when there is nothing to do: a second delivery of the same message, a job that is over, or one whose
     *     deadline has passed
     */
    @AcrossTenants
    public @Nullable Claim claim(UUID jobId) {
        Claim claim = take(jobId);
        if (claim != null) {
            inWork.put(jobId, claim.attempt());
        }
        return claim;
    }

    private @Nullable Claim take(UUID jobId) {
        return jdbc.sql("""
                        with claimed as (
                            update job set status = 'running', stage = 'fetching', attempt = attempt + 1, tries = tries + 1,
                                           worker = :worker, handed_at = null,
                                           due_at = now() + make_interval(secs => :lease),
                                           started_at = coalesce(started_at, now()),
                                           pages = 0, chunks = 0, tokens = 0, unembedded_chunks = '{}', indexed_in = '{}',
                                           generation_id = case when passthrough then coalesce(generation_id, active.id)
                                                           else active.id end,
                                           progressed_at = now()
                            from (select g.id from generation g where g.active) active
                            where job.id = :job and status = 'queued' and handed_at is not null
                              and (deadline is null or deadline > now())
                            returning job.id, tenant_id, document_id, version, attempt, tries, status, passthrough,
                                      generation_id),
                        event as (
                            insert into job_event (job_id, tenant_id, status, attempt, actor)
                            select id, tenant_id, status, attempt, :worker from claimed)
                        select c.id, c.tenant_id, c.document_id, c.version, c.attempt, c.tries,
                               v.object_key, v.filename, v.media_type, c.passthrough, c.generation_id
                        from claimed c join document_version v using (document_id, version)""")
                .param("job", jobId)
                .param("worker", worker.value())
                .param("lease", properties.lease().toSeconds())
                .query((row, n) -> new Claim(
                        row.getObject("id", UUID.class),
                        row.getObject("tenant_id", UUID.class),
                        row.getObject("document_id", UUID.class),
                        row.getInt("version"),
                        row.getInt("attempt"),
                        row.getInt("tries"),
                        row.getString("object_key"),
                        row.getString("filename"),
                        row.getString("media_type"),
                        row.getBoolean("passthrough"),
                        row.getInt("generation_id")))
                .optional()
                .orElse(null);
    }

    /**
     * Lets a claim pass unless the workers of all earlier attempts vanished without a word, as they do over a document
     * that kills its process. Which of the documents in work it was, nobody knows; so the attempt that decides is made
     * alone in its process, and this waits until it may.
     *
     * @throws Failure.Permanent {@link ErrorCode#WORKER_LOST}
     */
    public void admit(Claim claim) {
        if (claim.tries() > properties.attempts()) {
            throw new Failure.Permanent(
                    ErrorCode.WORKER_LOST,
                    "The worker vanished in the last of %d attempts".formatted(properties.attempts()));
        }
        boolean alone = claim.tries() == properties.attempts() && wasLost(claim);
        if (!alone) {
            isolation.enter(claim.jobId(), false);
            return;
        }
        // While it waits for its neighbours, one of them may end the process: that is no try of this job.
        count(claim, -1);
        isolation.enter(claim.jobId(), true);
        count(claim, 1);
    }

    private void count(Claim claim, int tries) {
        int counted = jdbc.sql("""
                        update job set tries = tries + :tries
                        where id = :job and attempt = :attempt and status = 'running'""")
                .param("tries", tries)
                .param("job", claim.jobId())
                .param("attempt", claim.attempt())
                .update();
        if (counted == 0) {
            throw lost(claim);
        }
    }

    /** Uses the index {@code job_event_job}. */
    private boolean wasLost(Claim claim) {
        return jdbc.sql("select exists (select from job_event where job_id = :job and cause = 'lease_ended')")
                .param("job", claim.jobId())
                .query(Boolean.class)
                .single();
    }

    /**
     * Holds the row of the job still until the end of the transaction, so that nobody takes the job over while the
     * caller writes for it.
     *
     * @throws Failure.Permanent {@link ErrorCode#LEASE_LOST} when a newer attempt, or the end of the job, came first
     */
    public void hold(Claim claim) {
        boolean held = jdbc.sql("""
                        select id from job
                        where id = :job and attempt = :attempt and status = 'running' for no key update""")
                .param("job", claim.jobId())
                .param("attempt", claim.attempt())
                .query(UUID.class)
                .optional()
                .isPresent();
        if (!held) {
            throw lost(claim);
        }
    }

    static Failure lost(Claim claim) {
        return new Failure.Permanent(
                ErrorCode.LEASE_LOST, "Attempt %d of job %s is over".formatted(claim.attempt(), claim.jobId()));
    }

    /** Records how far the embedding is; of no effect once the attempt is over. */
    public void report(Claim claim, Progress progress) {
        jdbc.sql("""
                        update job set stage = :stage, pages = :pages, chunks = :chunks, tokens = :tokens,
                                       progressed_at = now()
                        where id = :job and attempt = :attempt and status = 'running'""")
                .param("job", claim.jobId())
                .param("attempt", claim.attempt())
                .param("stage", Stage.EMBEDDING.code())
                .param("pages", progress.pages())
                .param("chunks", progress.chunks())
                .param("tokens", progress.tokens())
                .update();
    }

    /**
     * Stops renewing the lease of an attempt, however it ended. When not even its failure could be recorded, the lease
     * ends by itself and another worker takes the job over.
     */
    public void letGo(Claim claim) {
        inWork.remove(claim.jobId(), claim.attempt());
        isolation.leave(claim.jobId());
    }

    /** How many attempts this process works on. */
    public int held() {
        return inWork.size();
    }

    /** Prolongs the lease of every attempt that this process still works on. */
    @AcrossTenants
    public void renew() {
        if (inWork.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        update job set due_at = now() + make_interval(secs => :lease)
                        where id in (:jobs) and status = 'running' and worker = :worker""")
                .param("jobs", List.copyOf(inWork.keySet()))
                .param("worker", worker.value())
                .param("lease", properties.lease().toSeconds())
                .update();
    }

    /**
     * Takes jobs away from workers that keep their lease and show no progress. They are due at once, and the attempt
     * counts: a document may be what holds its workers up.
     *
     * @return how many jobs
     */
    @AcrossTenants
    public int takeStalled(Duration stall) {
        return jdbc.sql("""
                        with taken as (
                            update job set status = 'queued', stage = 'waiting', worker = null, due_at = now()
                            where status = 'running' and progressed_at < now() - make_interval(secs => :stall)
                            returning id, tenant_id, status, attempt)
                        insert into job_event (job_id, tenant_id, status, attempt, actor, cause)
                        select id, tenant_id, status, attempt, 'watch', 'stalled' from taken""").param("stall", stall.toSeconds()).update();
    }

    /**
     * Hands back whatever this process still holds, due at once: for an orderly stop. The attempt is over, but it does
     * not count against the limit, so that a document which takes longer than the time between two stops is not given
     * up.
     *
     * @return how many jobs
     */
    @AcrossTenants
    public int handBack() {
        return jdbc.sql("""
                        with returned as (
                            update job set status = 'queued', stage = 'waiting', worker = null, due_at = now(),
                                           tries = tries - 1
                            where status = 'running' and worker = :worker
                            returning id, tenant_id, status, attempt)
                        insert into job_event (job_id, tenant_id, status, attempt, actor, cause)
                        select id, tenant_id, status, attempt, :worker, 'shutdown' from returned""").param("worker", worker.value()).update();
    }
}
