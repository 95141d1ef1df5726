package io.dromedary.deliver;

import io.dromedary.index.Chunks;
import io.dromedary.index.DocumentVersion;
import io.dromedary.index.EmbeddedChunk;
import io.dromedary.index.EmbeddingSpace;
import io.dromedary.job.Claim;
import io.dromedary.job.Leases;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Stages batches of chunks for the version that a job makes. Safe to repeat. */
@Component
public class ChunkWriter {

    private final Leases leases;
    private final Chunks chunks;

    ChunkWriter(Leases leases, Chunks chunks) {
        this.leases = leases;
        this.chunks = chunks;
    }

    /**
     * One transaction, which the claim's row lock keeps from running beside a newer attempt.
     *
     * @throws io.dromedary.error.Failure.Permanent {@link io.dromedary.error.ErrorCode#LEASE_LOST}
     */
    @Transactional
    public void store(Claim claim, EmbeddingSpace space, List<EmbeddedChunk> batch) {
        leases.hold(claim);
        chunks.stage(new DocumentVersion(claim.tenantId(), claim.documentId(), claim.version()), space, batch);
    }
}
