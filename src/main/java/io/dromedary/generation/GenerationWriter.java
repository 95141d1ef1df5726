package io.dromedary.generation;

import io.dromedary.embed.EmbeddedBatch;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.index.Chunks;
import io.dromedary.index.DocumentVersion;
import io.dromedary.index.GenerationGaps;
import io.dromedary.index.GenerationGaps.Gap;
import io.dromedary.index.Generations;
import io.dromedary.job.Claim;
import io.dromedary.job.IndexedElsewhere;
import io.dromedary.job.Leases;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Writes documents to generations that are not active. What is published already is written while its row is held, so
 * that nobody replaces or erases it meanwhile; what a job makes, while its claim is. Safe to repeat.
 */
@Component
class GenerationWriter {

    private final JdbcClient jdbc;
    private final Generations generations;
    private final GenerationGaps gaps;
    private final Chunks chunks;
    private final Leases leases;
    private final IndexedElsewhere elsewhere;
    private final GenerationProperties properties;

    GenerationWriter(
            JdbcClient jdbc,
            Generations generations,
            GenerationGaps gaps,
            Chunks chunks,
            Leases leases,
            IndexedElsewhere elsewhere,
            GenerationProperties properties) {
        this.jdbc = jdbc;
        this.generations = generations;
        this.gaps = gaps;
        this.chunks = chunks;
        this.leases = leases;
        this.elsewhere = elsewhere;
        this.properties = properties;
    }

    /**
     * The published version of a document, and where its original lies.
     *
     * @param objectKey see {@link io.dromedary.store.StoredOriginals#open}
     */
    record Original(DocumentVersion document, String objectKey, String mediaType) {}

    /** What a gap is about now; nothing when the document is gone. */
    Optional<Original> original(Gap gap) {
        return jdbc.sql("""
                        select v.version, v.object_key, v.media_type
                        from document d join document_version v on v.document_id = d.id and v.version = d.current_version
                        where d.id = :document""")
                .param("document", gap.documentId())
                .query((row, n) -> new Original(
                        new DocumentVersion(gap.tenantId(), gap.documentId(), row.getInt("version")),
                        row.getString("object_key"),
                        row.getString("media_type")))
                .optional();
    }

    /**
     * Writes a batch of what is published.
     *
     * @throws Failure.Permanent {@link ErrorCode#LEASE_LOST} when the version is not what readers see any more
     */
    @Transactional
    public void stage(Gap gap, DocumentVersion document, EmbeddedBatch batch) {
        hold(gap, document);
        chunks.stage(document, batch.generation(), batch.chunks());
    }

    /** Likewise; then the generation lacks the document no more. */
    @Transactional
    public void finish(Gap gap, DocumentVersion document, int count) {
        hold(gap, document);
        chunks.fill(document, gap.generation(), count);
    }

    private void hold(Gap gap, DocumentVersion document) {
        boolean current = jdbc.sql("""
                        select current_version = :version from document where id = :document for no key update""")
                .param("version", document.version())
                .param("document", document.documentId())
                .query(Boolean.class)
                .optional()
                .orElse(false);
        generations.holdStill();
        if (!current || !gaps.renew(gap, properties.lease())) {
            throw new Failure.Permanent(ErrorCode.LEASE_LOST, "The document, or the generation, changed meanwhile");
        }
    }

    /**
     * Writes a batch of what a job makes.
     *
     * @throws Failure.Permanent {@link ErrorCode#LEASE_LOST} when the attempt is over
     */
    @Transactional
    public void stage(Claim claim, EmbeddedBatch batch) {
        leases.hold(claim);
        chunks.stage(documentOf(claim), batch.generation(), batch.chunks());
    }

    /** Likewise; then the generation has all of what the job makes. */
    @Transactional
    public void finish(Claim claim, int generation, int count) {
        leases.hold(claim);
        chunks.trim(documentOf(claim), generation, count);
        elsewhere.add(claim, generation);
    }

    private static DocumentVersion documentOf(Claim claim) {
        return new DocumentVersion(claim.tenantId(), claim.documentId(), claim.version());
    }
}
