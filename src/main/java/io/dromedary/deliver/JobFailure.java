package io.dromedary.deliver;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.error.Failures;
import io.dromedary.index.Chunks;
import io.dromedary.index.DocumentVersion;
import io.dromedary.job.Claim;
import io.dromedary.job.Endings;
import io.dromedary.job.JobStatus;
import io.dromedary.job.Quotas;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Decides what a failure means for a job: another attempt, or its end. */
@Component
public class JobFailure {

    private static final Logger LOG = LoggerFactory.getLogger(JobFailure.class);

    private final Endings endings;
    private final Chunks chunks;
    private final Quotas quotas;

    JobFailure(Endings endings, Chunks chunks, Quotas quotas) {
        this.endings = endings;
        this.chunks = chunks;
        this.quotas = quotas;
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
                : outcome(abandon(claim, failure), isFinal(failure) ? Outcome.FAILED : Outcome.DEAD);
        endings.wakeDispatchers();
        log(claim, failure, outcome, thrown);
        return outcome;
    }

    private boolean abandon(Claim claim, Failure failure) {
        boolean changed = endings.abandon(claim, failure, isFinal(failure) ? JobStatus.FAILED : JobStatus.DEAD);
        if (changed) {
            chunks.discard(new DocumentVersion(claim.tenantId(), claim.documentId(), claim.version()));
            quotas.refund(claim.jobId());
        }
        return changed;
    }

    /** A document that kills its worker is kept for study, whatever else it is. */
    private static boolean isFinal(Failure failure) {
        return failure instanceof Failure.Permanent && failure.code() != ErrorCode.WORKER_LOST;
    }

    private static Outcome outcome(boolean changed, Outcome outcome) {
        return changed ? outcome : Outcome.TOO_LATE;
    }

    private static void log(Claim claim, Failure failure, Outcome outcome, Throwable thrown) {
        String what = "Job {} failed in attempt {}: {} ({}), outcome {}";
        if (outcome == Outcome.FAILED || outcome == Outcome.TOO_LATE) {
            LOG.info(what, claim.jobId(), claim.attempt(), failure.code().code(), failure.detail(), outcome);
        } else {
            LOG.warn(what, claim.jobId(), claim.attempt(), failure.code().code(), failure.detail(), outcome, thrown);
        }
    }
}
