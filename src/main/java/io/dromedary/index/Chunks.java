package io.dromedary.index;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.sql.Types;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The chunks of document versions, in each generation. What is staged is seen by nobody until its version is published;
 * then readers see all of it and nothing of the version before. Every method joins the transaction of its caller.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class Chunks {

    private final JdbcClient jdbc;
    private final NamedParameterJdbcTemplate batches;
    private final Embeddings embeddings;
    private final KeywordIndex keywords;
    private final Generations generations;
    private final GenerationGaps gaps;
    private final UnusedVectors unused;

    Chunks(
            JdbcClient jdbc,
            NamedParameterJdbcTemplate batches,
            Embeddings embeddings,
            KeywordIndex keywords,
            Generations generations,
            GenerationGaps gaps,
            UnusedVectors unused) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.embeddings = embeddings;
        this.keywords = keywords;
        this.generations = generations;
        this.gaps = gaps;
        this.unused = unused;
    }

    /**
     * Writes the chunks and their vectors to a generation, replacing what an earlier attempt left at the same ordinals.
     *
     * @return by how many tokens the version grows
     */
    public long stage(DocumentVersion document, Generation generation, List<EmbeddedChunk> chunks) {
        long replaced = stagedTokens(document, generation, chunks);
        embeddings.save(document.tenantId(), generation.space(), chunks);
        batches.batchUpdate(
                """
                insert into chunk (document_id, version, generation_id, ordinal, tenant_id, passage, header, gap, text,
                                   start_at, end_at, first_page, last_page, headings, tokens, model_id, content_hash)
                values (:document, :version, :generation, :ordinal, :tenant, :passage, :header, :gap, :text, :start, :end,
                        :firstPage, :lastPage, :headings, :tokens, :model, :hash)
                on conflict (document_id, version, generation_id, ordinal) do update
                set passage = excluded.passage, header = excluded.header, gap = excluded.gap, text = excluded.text,
                    start_at = excluded.start_at, end_at = excluded.end_at, first_page = excluded.first_page,
                    last_page = excluded.last_page, headings = excluded.headings,
                    tokens = excluded.tokens, model_id = excluded.model_id, content_hash = excluded.content_hash""",
                chunks.stream().map(chunk -> row(document, generation, chunk)).toArray(MapSqlParameterSource[]::new));
        return chunks.stream().mapToLong(EmbeddedChunk::tokens).sum() - replaced;
    }

    private long stagedTokens(DocumentVersion document, Generation generation, List<EmbeddedChunk> places) {
        return jdbc.sql("""
                        select coalesce(sum(tokens), 0) from chunk
                        where document_id = :document and version = :version and generation_id = :generation
                          and ordinal in (:ordinals)""")
                .param("document", document.documentId())
                .param("version", document.version())
                .param("generation", generation.id())
                .param("ordinals", places.stream().map(EmbeddedChunk::ordinal).toList())
                .query(Long.class)
                .single();
    }

    private static MapSqlParameterSource row(DocumentVersion document, Generation generation, EmbeddedChunk chunk) {
        return new MapSqlParameterSource()
                .addValue("document", document.documentId())
                .addValue("version", document.version())
                .addValue("generation", generation.id())
                .addValue("ordinal", chunk.ordinal())
                .addValue("tenant", document.tenantId())
                .addValue("passage", chunk.passage())
                .addValue("header", chunk.header())
                .addValue("gap", chunk.gap())
                .addValue("text", chunk.text())
                .addValue("start", chunk.start())
                .addValue("end", chunk.end())
                .addValue("firstPage", chunk.firstPage())
                .addValue("lastPage", chunk.lastPage())
                .addValue("headings", chunk.headings().toArray(String[]::new), Types.ARRAY, "text")
                .addValue("tokens", chunk.tokens())
                .addValue("model", generation.space().id())
                .addValue("hash", chunk.hash().bytes());
    }

    /** Holds the row of the document still, if there is one, until the end of the transaction. */
    public void lock(DocumentVersion document) {
        jdbc.sql("select id from document where id = :document for no key update")
                .param("document", document.documentId())
                .query(UUID.class)
                .list();
    }

    /**
     * Makes the version the one that readers see, unless a newer one is already, counts its words, and removes the
     * chunks of all older ones, with the vectors that nothing else uses. A kept generation that does not have the
     * version gets a gap.
     *
     * @param generation the one that the job works for
     * @param count how many chunks it has there; whatever an earlier attempt staged beyond them goes
     * @param elsewhere other generations that have all of it
     * @throws Failure.Transient {@link ErrorCode#GENERATION_CHANGED} when the one that searches read does not have it
     */
    public void publish(DocumentVersion document, int generation, int count, Collection<Integer> elsewhere) {
        generations.holdStill();
        List<Integer> kept = generations.keptIds();
        Set<Integer> whole = new HashSet<>(elsewhere);
        whole.add(generation);
        if (!whole.contains(generations.activeId())) {
            throw new Failure.Transient(
                    ErrorCode.GENERATION_CHANGED, "Another index became active while the document was embedded");
        }
        trim(document, generation, count);
        boolean current = jdbc.sql("""
                        update document
                        set current_version = greatest(current_version, :version), changed_xid = pg_current_xact_id()
                        where id = :document
                        returning current_version = :version""")
                .param("document", document.documentId())
                .param("version", document.version())
                .query(Boolean.class)
                .single();
        if (current) {
            kept.forEach(each -> show(document, each, whole.contains(each)));
        }
        List<byte[]> hashes = jdbc.sql("""
                        delete from chunk using document
                        where document.id = :document and chunk.document_id = document.id
                          and (chunk.version < document.current_version or chunk.generation_id <> all (:kept))
                        returning chunk.content_hash""")
                .param("document", document.documentId())
                .param("kept", kept.toArray(Integer[]::new))
                .query((row, n) -> row.getBytes(1))
                .list();
        unused.remove(document.tenantId(), hashes);
    }

    private void show(DocumentVersion document, int generation, boolean whole) {
        if (whole) {
            keywords.replace(document, generation);
            gaps.close(document, generation);
        } else {
            keywords.remove(document, generation);
            gaps.open(document, generation);
        }
    }

    /**
     * Ends the gap of a generation: it has all of what readers see now. The caller holds the document.
     *
     * @param count how many chunks the version has in it
     */
    public void fill(DocumentVersion document, int generation, int count) {
        trim(document, generation, count);
        show(document, generation, true);
        jdbc.sql("update document set changed_xid = pg_current_xact_id() where id = :document")
                .param("document", document.documentId())
                .update();
    }

    /** Removes whatever an earlier attempt staged beyond the end. */
    public void trim(DocumentVersion document, int generation, int count) {
        jdbc.sql("""
                        delete from chunk
                        where document_id = :document and version = :version and generation_id = :generation
                          and ordinal >= :count""")
                .param("document", document.documentId())
                .param("version", document.version())
                .param("generation", generation)
                .param("count", count)
                .update();
    }

    /**
     * Removes what some documents have in a dropped generation, and the vectors that nothing else uses.
     *
     * @return how many chunks
     */
    public int drop(UUID tenantId, List<UUID> documents, int generation) {
        List<byte[]> hashes = jdbc.sql("""
                        delete from chunk where document_id = any (:documents) and generation_id = :generation
                        returning content_hash""")
                .param("documents", documents.toArray(UUID[]::new))
                .param("generation", generation)
                .query((row, n) -> row.getBytes(1))
                .list();
        jdbc.sql("delete from keyword_document where document_id = any (:documents) and generation_id = :generation")
                .param("documents", documents.toArray(UUID[]::new))
                .param("generation", generation)
                .update();
        unused.remove(tenantId, hashes);
        return hashes.size();
    }

    /** Removes what was staged for a version that will never be published, and the vectors that nothing else uses. */
    public void discard(DocumentVersion document) {
        List<byte[]> hashes = jdbc.sql("""
                        delete from chunk where document_id = :document and version = :version
                        returning content_hash""")
                .param("document", document.documentId())
                .param("version", document.version())
                .query((row, n) -> row.getBytes(1))
                .list();
        unused.remove(document.tenantId(), hashes);
    }

    /**
     * Removes all chunks of a document, of every version, and the vectors that nothing else uses. It waits for whoever
     * refers to one of them at this moment. The caller holds the document and its jobs.
     *
     * @return how many vectors
     */
    public int erase(UUID tenantId, UUID documentId) {
        List<byte[]> hashes = jdbc.sql("delete from chunk where document_id = :document returning content_hash")
                .param("document", documentId)
                .query((row, n) -> row.getBytes(1))
                .list();
        return unused.removeWaiting(tenantId, hashes);
    }

    /**
     * Removes the chunks of versions that readers do not see and no job is making, whatever left them behind, in a
     * transaction of its own. Such a version stays as it is: one that is published, or made, is published or made for
     * good. Uses the primary keys, and the index {@code job_version}.
     *
     * @return how many versions had some
     */
    @Transactional
    public int discardOrphans(int most) {
        List<DocumentVersion> orphans = jdbc.sql("""
                        select v.tenant_id, v.document_id, v.version
                        from document_version v join document d on d.id = v.document_id
                        where v.version is distinct from d.current_version
                          and exists (
                              select from chunk c where c.document_id = v.document_id and c.version = v.version)
                          and not exists (
                              select from job where job.document_id = v.document_id and job.version = v.version
                                and job.status in ('queued', 'running'))
                        limit :most""")
                .param("most", most)
                .query((row, n) -> new DocumentVersion(
                        row.getObject("tenant_id", UUID.class),
                        row.getObject("document_id", UUID.class),
                        row.getInt("version")))
                .list();
        orphans.forEach(this::discard);
        return orphans.size();
    }
}
