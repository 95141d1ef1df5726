package io.dromedary.index;

import io.dromedary.ledger.LedgerScope;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The vectors of a tenant, each kept once however many chunks have its text. Thread-safe. */
@Component
public class Embeddings {

    private final JdbcClient jdbc;
    private final NamedParameterJdbcTemplate batches;

    Embeddings(JdbcClient jdbc, NamedParameterJdbcTemplate batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    /** The space of a model, entered into the ledger when it is new. */
    public EmbeddingSpace space(String model, String runtime, String options, int dimensions) {
        jdbc.sql("""
                        insert into embedding_model (name, runtime, options, dimensions)
                        values (:model, :runtime, :options, :dimensions)
                        on conflict (name, runtime, options, dimensions) do nothing""")
                .param("model", model)
                .param("runtime", runtime)
                .param("options", options)
                .param("dimensions", dimensions)
                .update();
        return jdbc.sql("""
                        select id from embedding_model
                        where name = :model and runtime = :runtime and options = :options
                          and dimensions = :dimensions""")
                .param("model", model)
                .param("runtime", runtime)
                .param("options", options)
                .param("dimensions", dimensions)
                .query((row, n) -> new EmbeddingSpace(row.getInt("id"), dimensions))
                .single();
    }

    /** The names of other models whose vectors documents have; uses the index {@code chunk_embedding}. */
    public List<String> othersInUse(EmbeddingSpace space) {
        return LedgerScope.ofAllTenants(() ->
                jdbc.sql("""
                        select format('%s (%s, %s dimensions)', name, runtime, dimensions) from embedding_model m
                        where id <> :space and exists (
                            select from tenant t where exists (
                                select from chunk c where c.tenant_id = t.id and c.model_id = m.id))
                        order by id""").param("space", space.id()).query(String.class).list());
    }

    /** Those of the texts that have a vector already; uses the primary key. */
    public Map<ContentHash, float[]> find(UUID tenantId, EmbeddingSpace space, Collection<ContentHash> hashes) {
        return jdbc
                .sql("""
                        select content_hash, vector from embedding
                        where tenant_id = :tenant and model_id = :model and content_hash in (:hashes)""")
                .param("tenant", tenantId)
                .param("model", space.id())
                .param("hashes", hashes.stream().map(ContentHash::bytes).toList())
                .query((row, n) -> Map.entry(
                        ContentHash.of(row.getBytes("content_hash")), Vectors.fromBytes(row.getBytes("vector"))))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /**
     * Keeps the vectors that are new, and holds all of them until the end of the transaction, so that nobody removes as
     * unused what the caller is about to refer to. In the order of their hashes, so that batches with the same texts
     * wait for each other and never in a circle.
     */
    void save(UUID tenantId, EmbeddingSpace space, List<EmbeddedChunk> chunks) {
        Map<String, EmbeddedChunk> byHash = new TreeMap<>();
        chunks.forEach(chunk -> byHash.put(chunk.hash().hex(), chunk));
        List<EmbeddedChunk> texts = List.copyOf(byHash.values());
        do {
            insert(tenantId, space, texts);
        } while (!hold(tenantId, space, texts));
    }

    private void insert(UUID tenantId, EmbeddingSpace space, List<EmbeddedChunk> texts) {
        batches.batchUpdate(
                """
                insert into embedding (tenant_id, model_id, content_hash, vector)
                values (:tenant, :model, :hash, :vector)
                on conflict (tenant_id, model_id, content_hash) do nothing""",
                texts.stream()
                        .map(chunk -> new MapSqlParameterSource()
                                .addValue("tenant", tenantId)
                                .addValue("model", space.id())
                                .addValue("hash", chunk.hash().bytes())
                                .addValue("vector", Vectors.toBytes(chunk.vector())))
                        .toArray(MapSqlParameterSource[]::new));
    }

    /** Returns false when one was there at the insertion and is not any more. */
    private boolean hold(UUID tenantId, EmbeddingSpace space, List<EmbeddedChunk> texts) {
        return jdbc.sql("""
                        select content_hash from embedding
                        where tenant_id = :tenant and model_id = :model and content_hash = any (:hashes)
                        order by content_hash for key share""")
                        .param("tenant", tenantId)
                        .param("model", space.id())
                        .param(
                                "hashes",
                                texts.stream().map(text -> text.hash().bytes()).toArray(byte[][]::new))
                        .query((row, n) -> row.getBytes(1))
                        .list()
                        .size()
                == texts.size();
    }
}
