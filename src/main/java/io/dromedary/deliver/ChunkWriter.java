package io.dromedary.deliver;

import io.dromedary.index.Chunks;
import io.dromedary.index.DocumentVersion;
import io.dromedary.index.EmbeddedChunk;
import io.dromedary.index.Generation;
import io.dromedary.job.Claim;
import io.dromedary.job.Leases;
import io.dromedary.job.Quotas;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Stages batches of chunks for the version that a job makes. Safe to repeat. */
@Component
public class ChunkWriter {

    private final Leases leases;
    private final Chunks chunks;
    private final Quotas quotas;

    ChunkWriter(Leases leases, Chunks chunks, Quotas quotas) {
        this.leases = leases;
        this.chunks = chunks;
        this.quotas = quotas;
    }

    /**
     * One transaction, which the claim's row lock keeps from running beside a newer attempt. What an earlier attempt
     * stored is not charged again.
     *
     * @throws io.dromedary.error.Failure.Permanent {@link io.dromedary.error.ErrorCode#LEASE_LOST}, or
     *     {@link io.dromedary.error.ErrorCode#QUOTA_EXCEEDED} when the document has more tokens than the tenant has
     *     left
     */
    @Transactional
    public void store(Claim claim, Generation generation, List<EmbeddedChunk> batch) {
        leases.hold(claim);
        DocumentVersion document = new DocumentVersion(claim.tenantId(), claim.documentId(), claim.version());
        long tokens = chunks.stage(document, generation, batch);
        quotas.chargeTokens(claim, tokens);
    }
}
