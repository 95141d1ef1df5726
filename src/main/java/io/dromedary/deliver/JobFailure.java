package io.dromedary.deliver;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.error.Failures;
import io.dromedary.index.Chunks;
import io.dromedary.index.DocumentVersion;
import io.dromedary.job.AttemptFailures;
import io.dromedary.job.Claim;
import io.dromedary.job.Endings;
import io.dromedary.job.JobStatus;
import io.dromedary.job.Quotas;
import io.dromedary.ledger.AcrossTenants;
import io.dromedary.webhook.JobEvents;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Decides what a failure means for a job: another attempt, or its end. */
@Component
public class JobFailure {

    private static final Logger LOG = LoggerFactory.getLogger(JobFailure.class);

    private static final int EXPIRED_AT_ONCE = 100;

    private final JdbcClient jdbc;
    private final Endings endings;
    private final Chunks chunks;
    private final Quotas quotas;
    private final AttemptFailures evidence;
    private final JobEvents events;

    JobFailure(
            JdbcClient jdbc,
            Endings endings,
            Chunks chunks,
            Quotas quotas,
            AttemptFailures evidence,
            JobEvents events) {
        this.jdbc = jdbc;
        this.endings = endings;
        this.chunks = chunks;
        this.quotas = quotas;
        this.evidence = evidence;
        this.events = events;
    }

    /** What became of the job. */
    public enum Outcome {
        /** It is in line again. */
        RETRY,
        /** It failed for good; its original is of no more use. */
        FAILED,
        /** It is set aside, with its original, for an operator. */
        DEAD,
        /** The attempt was over already; nothing changed. */
        TOO_LATE
    }

    /**
     * Records the failure and what follows from it.
     *
     * @param thrown by any step of the attempt
     */
    @Transactional
    public Outcome record(Claim claim, Throwable thrown) {
        Failure failure = Failures.of(thrown);
        Outcome outcome = endings.mayRetry(claim, failure)
                ? outcome(endings.retry(claim, failure), Outcome.RETRY)
                : outcome(abandon(claim, failure), isFinal(claim, failure) ? Outcome.FAILED : Outcome.DEAD);
        if (outcome != Outcome.TOO_LATE) {
            evidence.record(claim, failure, thrown);
        }
        endings.wakeDispatchers();
        log(claim, failure, outcome, thrown);
        return outcome;
    }

    /**
     * The jobs whose deadline has passed before an attempt could begin, some at a time; uses the index
     * {@code job_deadline}.
     */
    @AcrossTenants
    public List<UUID> expired() {
        return jdbc.sql("""
                        select id from job where deadline <= now() and status = 'queued'
                        order by deadline limit :most""").param("most", EXPIRED_AT_ONCE).query(UUID.class).list();
    }

    /**
     * Ends a job whose deadline has passed.
     *
     * @return where its original lies, which is of no more use; null when an attempt began, or the job ended, first
     */
    @AcrossTenants
    @Transactional
    public @Nullable String expire(UUID jobId) {
        if (!endings.expire(jobId)) {
            return null;
        }
        Remains remains = remains(jobId);
        chunks.discard(remains.document);
        endings.wakeDispatchers();
        quotas.refund(jobId);
        events.failed(remains.ended(jobId), new Failure.Permanent(ErrorCode.DEADLINE_EXCEEDED, "The deadline is over"));
        LOG.info("Job {} failed: {}", jobId, ErrorCode.DEADLINE_EXCEEDED.code());
        return remains.objectKey;
    }

    private record Remains(DocumentVersion document, String objectKey, int attempt) {

        JobEvents.Ended ended(UUID jobId) {
            return new JobEvents.Ended(jobId, document.tenantId(), document.documentId(), document.version(), attempt);
        }
    }

    private Remains remains(UUID jobId) {
        return jdbc.sql("""
                        select job.tenant_id, job.document_id, job.version, job.attempt, v.object_key
                        from job join document_version v using (document_id, version) where job.id = :job""")
                .param("job", jobId)
                .query((row, n) -> new Remains(
                        new DocumentVersion(
                                row.getObject("tenant_id", UUID.class),
                                row.getObject("document_id", UUID.class),
                                row.getInt("version")),
                        row.getString("object_key"),
                        row.getInt("attempt")))
                .single();
    }

    private boolean abandon(Claim claim, Failure failure) {
        boolean changed = endings.abandon(claim, failure, isFinal(claim, failure) ? JobStatus.FAILED : JobStatus.DEAD);
        if (changed) {
            chunks.discard(new DocumentVersion(claim.tenantId(), claim.documentId(), claim.version()));
            quotas.refund(claim.jobId());
            announceEnd(claim, failure);
        }
        return changed;
    }

    private void announceEnd(Claim claim, Failure failure) {
        if (isFinal(claim, failure)) {
            events.failed(claim, failure);
        } else {
            events.dead(claim, failure);
        }
    }

    /** A document that kills its worker is kept for study, whatever else it is; one that is passed on never is. */
    private static boolean isFinal(Claim claim, Failure failure) {
        return claim.passthrough() || (failure instanceof Failure.Permanent && failure.code() != ErrorCode.WORKER_LOST);
    }

    private static Outcome outcome(boolean changed, Outcome outcome) {
        return changed ? outcome : Outcome.TOO_LATE;
    }

    private static void log(Claim claim, Failure failure, Outcome outcome, Throwable thrown) {
        String what = "Job {} failed in attempt {}: {} ({}), outcome {}";
        boolean expected = outcome == Outcome.FAILED || Endings.isBlameless(failure);
        if (expected || outcome == Outcome.TOO_LATE) {
            LOG.info(what, claim.jobId(), claim.attempt(), failure.code().code(), failure.detail(), outcome);
        } else {
            LOG.warn(what, claim.jobId(), claim.attempt(), failure.code().code(), failure.detail(), outcome, thrown);
        }
    }
}
