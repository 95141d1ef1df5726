package io.dromedary.index;

import java.sql.Types;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The chunks of document versions. What is staged is seen by nobody until its version is published; then readers see
 * all of it and nothing of the version before. Every method joins the transaction of its caller.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class Chunks {

    private final JdbcClient jdbc;
    private final NamedParameterJdbcTemplate batches;
    private final Embeddings embeddings;
    private final KeywordIndex keywords;

    Chunks(JdbcClient jdbc, NamedParameterJdbcTemplate batches, Embeddings embeddings, KeywordIndex keywords) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.embeddings = embeddings;
        this.keywords = keywords;
    }

    /**
     * Writes the chunks and their vectors, replacing what an earlier attempt left at the same ordinals.
     *
     * @return by how many tokens the version grows
     */
    public long stage(DocumentVersion document, EmbeddingSpace space, List<EmbeddedChunk> chunks) {
        long replaced = stagedTokens(document, chunks);
        embeddings.save(document.tenantId(), space, chunks);
        batches.batchUpdate(
                """
                insert into chunk (document_id, version, ordinal, tenant_id, passage, header, gap, text, start_at, end_at,
                                   first_page, last_page, headings, tokens, model_id, content_hash)
                values (:document, :version, :ordinal, :tenant, :passage, :header, :gap, :text, :start, :end,
                        :firstPage, :lastPage, :headings, :tokens, :model, :hash)
                on conflict (document_id, version, ordinal) do update
                set passage = excluded.passage, header = excluded.header, gap = excluded.gap, text = excluded.text,
                    start_at = excluded.start_at, end_at = excluded.end_at, first_page = excluded.first_page,
                    last_page = excluded.last_page, headings = excluded.headings,
                    tokens = excluded.tokens, model_id = excluded.model_id, content_hash = excluded.content_hash""", chunks.stream().map(chunk -> row(document, space, chunk)).toArray(MapSqlParameterSource[]::new));
        return chunks.stream().mapToLong(EmbeddedChunk::tokens).sum() - replaced;
    }

    private long stagedTokens(DocumentVersion document, List<EmbeddedChunk> places) {
        return jdbc.sql("""
                        select coalesce(sum(tokens), 0) from chunk
                        where document_id = :document and version = :version and ordinal in (:ordinals)""")
                .param("document", document.documentId())
                .param("version", document.version())
                .param("ordinals", places.stream().map(EmbeddedChunk::ordinal).toList())
                .query(Long.class)
                .single();
    }

    private static MapSqlParameterSource row(DocumentVersion document, EmbeddingSpace space, EmbeddedChunk chunk) {
        return new MapSqlParameterSource()
                .addValue("document", document.documentId())
                .addValue("version", document.version())
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
                .addValue("model", space.id())
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
     * chunks of all older ones, with the vectors that nothing else uses.
     *
     * @param count how many chunks it has; whatever an earlier attempt staged beyond them goes
     */
    public void publish(DocumentVersion document, int count) {
        jdbc.sql("delete from chunk where document_id = :document and version = :version and ordinal >= :count")
                .param("document", document.documentId())
                .param("version", document.version())
                .param("count", count)
                .update();
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
            keywords.replace(document);
        }
        List<byte[]> hashes = jdbc.sql("""
                        delete from chunk using document
                        where document.id = :document and chunk.document_id = document.id
                          and chunk.version < document.current_version
                        returning chunk.content_hash""")
                .param("document", document.documentId())
                .query((row, n) -> row.getBytes(1))
                .list();
        removeUnused(document, hashes);
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
        removeUnused(document, hashes);
    }

    /**
     * Removes all chunks of a document, of every version, and the vectors that nothing else uses. It waits for whoever
     * refers to one of them at this moment. The caller holds the document and its jobs.
     *
     * @return how many vectors
     */
    public int erase(UUID tenantId, UUID documentId) {
        byte[][] hashes = jdbc.sql("delete from chunk where document_id = :document returning content_hash")
                .param("document", documentId)
                .query((row, n) -> row.getBytes(1))
                .list()
                .toArray(byte[][]::new);
        jdbc.sql("""
                        select content_hash from embedding
                        where tenant_id = :tenant and content_hash = any (:hashes) order by content_hash for update""")
                .param("tenant", tenantId)
                .param("hashes", hashes)
                .query((row, n) -> row.getBytes(1))
                .list();
        return deleteUnused(tenantId, hashes);
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

    /**
     * In two steps, because only a statement that begins after the rows are locked sees every chunk that was written
     * for them before. Rows that another transaction refers to at this moment are locked by it and skipped; uses the
     * primary key and the index chunk_embedding.
     */
    private void removeUnused(DocumentVersion document, List<byte[]> hashes) {
        if (hashes.isEmpty()) {
            return;
        }
        List<byte[]> locked = jdbc.sql("""
                        select content_hash from embedding e
                        where tenant_id = :tenant and content_hash = any (:hashes) and not exists (
                            select from chunk c where c.tenant_id = e.tenant_id
                              and c.model_id = e.model_id and c.content_hash = e.content_hash)
                        order by content_hash for update skip locked""")
                .param("tenant", document.tenantId())
                .param("hashes", hashes.toArray(byte[][]::new))
                .query((row, n) -> row.getBytes(1))
                .list();
        deleteUnused(document.tenantId(), locked.toArray(byte[][]::new));
    }

    private int deleteUnused(UUID tenantId, byte[][] hashes) {
        return jdbc.sql("""
                        delete from embedding e
                        where tenant_id = :tenant and content_hash = any (:hashes) and not exists (
                            select from chunk c where c.tenant_id = e.tenant_id
                              and c.model_id = e.model_id and c.content_hash = e.content_hash)""").param("tenant", tenantId).param("hashes", hashes).update();
    }
}
