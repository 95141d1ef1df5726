package io.dromedary.deliver;

import io.dromedary.index.Chunks;
import io.dromedary.index.DocumentVersion;
import io.dromedary.job.Claim;
import io.dromedary.job.EmbeddingUse;
import io.dromedary.job.Endings;
import io.dromedary.job.IndexedElsewhere;
import io.dromedary.job.Progress;
import io.dromedary.job.Quotas;
import io.dromedary.store.ObjectRemovals;
import io.dromedary.webhook.JobEvents;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Ends a job well: its document becomes visible, and its event is entered, in the transaction that completes it. */
@Component
public class JobCompletion {

    private static final Logger LOG = LoggerFactory.getLogger(JobCompletion.class);

    private final Endings endings;
    private final Chunks chunks;
    private final ObjectRemovals removals;
    private final Quotas quotas;
    private final EmbeddingUse use;
    private final IndexedElsewhere elsewhere;
    private final JobEvents events;

    JobCompletion(
            Endings endings,
            Chunks chunks,
            ObjectRemovals removals,
            Quotas quotas,
            EmbeddingUse use,
            IndexedElsewhere elsewhere,
            JobEvents events) {
        this.endings = endings;
        this.chunks = chunks;
        this.removals = removals;
        this.quotas = quotas;
        this.use = use;
        this.elsewhere = elsewhere;
        this.events = events;
    }

    /**
     * Completes the job and publishes what it stored, unless that went to the caller. The document is locked before the
     * job, in the order of whoever erases it. The original of the version before is removed right after, by
     * {@code remove-objects}.
     *
     * @param pages that the document has, also those without text
     * @param unreadable those of them that could not be read; the job says so
     * @param stored of all batches
     * @throws io.dromedary.error.Failure.Permanent {@link io.dromedary.error.ErrorCode#LEASE_LOST} when the attempt is
     *     over; then nothing changes
     * @throws io.dromedary.error.Failure.Transient {@link io.dromedary.error.ErrorCode#GENERATION_CHANGED} when another
     *     index became active meanwhile that does not have the document; likewise
     */
    @Transactional
    public void complete(Claim claim, int pages, List<Integer> unreadable, Progress stored) {
        Progress total = new Progress(pages, stored.chunks(), stored.tokens());
        DocumentVersion document = new DocumentVersion(claim.tenantId(), claim.documentId(), claim.version());
        chunks.lock(document);
        endings.complete(claim, total, unreadable, use.unembedded(claim));
        if (!claim.passthrough()) {
            chunks.publish(document, claim.generation(), total.chunks(), elsewhere.of(claim));
            removals.addSuperseded(claim.documentId());
        }
        endings.wakeDispatchers();
        quotas.settle(claim, total.tokens());
        events.completed(claim, total, unreadable);
        LOG.info(
                "Job {} completed: {} pages, {} chunks, {} tokens, attempt {}",
                claim.jobId(),
                total.pages(),
                total.chunks(),
                total.tokens(),
                claim.attempt());
    }
}
