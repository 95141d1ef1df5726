package io.dromedary.erase;

import io.dromedary.audit.Audit;
import io.dromedary.audit.Audit.Kind;
import io.dromedary.erase.ErasureListener.Erased;
import io.dromedary.index.Chunks;
import io.dromedary.job.ErasedNames;
import io.dromedary.job.Quotas;
import io.dromedary.store.ObjectRemovals;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Erases a document, whatever is being done for it, in one transaction. First it holds the document, so that no version
 * is accepted or published, then its jobs, so that no worker writes: whoever wrote before is seen, whoever comes later
 * finds no job and is refused. What belongs to the document, its versions and its jobs goes with their rows.
 */
@Component
class DocumentErasure {

    private static final Logger LOG = LoggerFactory.getLogger(DocumentErasure.class);

    private final JdbcClient jdbc;
    private final Belongings belongings;
    private final Chunks chunks;
    private final ObjectRemovals removals;
    private final Quotas quotas;
    private final ErasureLedger erasures;
    private final Audit audit;
    private final ObjectProvider<ErasureListener> listeners;

    DocumentErasure(
            JdbcClient jdbc,
            Belongings belongings,
            Chunks chunks,
            ObjectRemovals removals,
            Quotas quotas,
            ErasureLedger erasures,
            Audit audit,
            ObjectProvider<ErasureListener> listeners) {
        this.jdbc = jdbc;
        this.belongings = belongings;
        this.chunks = chunks;
        this.removals = removals;
        this.quotas = quotas;
        this.erasures = erasures;
        this.audit = audit;
        this.listeners = listeners;
    }

    /** Null when the tenant has no such document. */
    @Transactional
    public @Nullable Erasure erase(UUID tenantId, UUID documentId, Actor actor) {
        Held document = hold(tenantId, documentId);
        if (document == null) {
            return null;
        }
        List<HeldJob> jobs = holdJobs(documentId);
        List<UUID> jobIds = jobs.stream().map(HeldJob::id).toList();
        Map<String, Long> removed = belongings.ofDocument(documentId, jobIds);
        removed.put("embedding", (long) chunks.erase(tenantId, documentId));
        List<Original> originals = originals(documentId);
        removed.put("objects", (long) originals.size());
        List<String> objects = originals.stream()
                .filter(original -> !original.small)
                .map(Original::objectKey)
                .toList();
        removals.add(tenantId, objects);
        jobs.stream().filter(HeldJob::open).forEach(job -> quotas.refund(job.id));
        jdbc.sql("delete from document where id = :document")
                .param("document", documentId)
                .update();
        removed.values().removeIf(count -> count == 0);
        Erasure erasure = new Erasure(
                UUID.randomUUID(),
                tenantId,
                Subject.DOCUMENT,
                documentId,
                actor,
                Instant.EPOCH,
                jobIds,
                objects,
                removed);
        Instant at = erasures.enter(erasure, nameHash(tenantId, document));
        audit.record(tenantId, Kind.DOCUMENT, documentId, "erased", actor.code());
        listeners
                .orderedStream()
                .forEach(listener ->
                        listener.erased(new Erased(erasure.id(), tenantId, documentId, document.externalId, at)));
        LOG.info("Document {} erased for {}: {}", documentId, actor.code(), removed);
        return erasure;
    }

    private record Held(@Nullable String externalId) {}

    private @Nullable Held hold(UUID tenantId, UUID documentId) {
        return jdbc.sql("select external_id from document where id = :document and tenant_id = :tenant for update")
                .param("document", documentId)
                .param("tenant", tenantId)
                .query((row, n) -> new Held(row.getString(1)))
                .optional()
                .orElse(null);
    }

    private static byte @Nullable [] nameHash(UUID tenantId, Held document) {
        return document.externalId == null ? null : ErasedNames.hash(tenantId, document.externalId);
    }

    private record HeldJob(UUID id, boolean open) {}

    /** Uses the index job_version. */
    private List<HeldJob> holdJobs(UUID documentId) {
        return jdbc.sql("""
                        select id, due_at is not null as open from job
                        where document_id = :document order by id for update""").param("document", documentId).query(HeldJob.class).list();
    }

    /** One that is small goes with the row of its version. */
    private record Original(String objectKey, boolean small) {}

    /** Those that are not removed, or about to be, already. */
    private List<Original> originals(UUID documentId) {
        return jdbc.sql("""
                        select object_key, content is not null as small from document_version
                        where document_id = :document and original_kept""").param("document", documentId).query(Original.class).list();
    }
}
