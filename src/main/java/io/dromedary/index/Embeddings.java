package io.dromedary.index;

import io.dromedary.ledger.LedgerScope;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The vectors of a tenant, each kept once however many chunks have its text. Thread-safe. */
@Component
public class Embeddings {

    private final JdbcClient jdbc;
    private final NamedParameterJdbcTemplate batches;
    private final String insert;

    Embeddings(JdbcClient jdbc, NamedParameterJdbcTemplate batches, VectorColumn column) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.insert = insert(column);
    }

    /** Where pgvector looks for vectors, they are written in its type too. */
    private static String insert(VectorColumn column) {
        String more = column.isThere() ? ", near" : "";
        String alike = column.isThere() ? column.qualify(", cast(cast(:near as real[]) as @vector)") : "";
        return """
                insert into embedding (tenant_id, model_id, content_hash, vector%s)
                values (:tenant, :model, :hash, :vector%s)
                on conflict (tenant_id, model_id, content_hash) do nothing""".formatted(more, alike);
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

    /** The names of models whose vectors documents have in none of their generations; uses {@code chunk_embedding}. */
    public List<String> othersInUse(List<Generation> kept) {
        return LedgerScope.ofAllTenants(() -> jdbc.sql("""
                        select format('%s (%s, %s dimensions)', name, runtime, dimensions) from embedding_model m
                        where not id = any (:spaces) and exists (
                            select from tenant t where exists (
                                select from chunk c where c.tenant_id = t.id and c.model_id = m.id))
                        order by id""")
                .param(
                        "spaces",
                        kept.stream().map(generation -> generation.space().id()).toArray(Integer[]::new))
                .query(String.class)
                .list());
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
     * What a sweep did.
     *
     * @param next where the next one begins; the empty text at the end
     */
    public record Sweep(int removed, String next) {}

    private record Place(UUID tenantId, int modelId, byte[] hash) {

        private static Place of(String text) {
            String[] parts = text.split(" ", 3);
            return parts.length < 3
                    ? new Place(new UUID(0, 0), 0, new byte[0])
                    : new Place(
                            UUID.fromString(parts[0]),
                            Integer.parseInt(parts[1]),
                            HexFormat.of().parseHex(parts[2]));
        }

        @Override
        public String toString() {
            return "%s %d %s".formatted(tenantId, modelId, HexFormat.of().formatHex(hash));
        }
    }

    /**
     * Removes those of a page of vectors that no chunk has the text of: what versions leave behind that were replaced.
     * In two steps, for only a statement that begins after the rows are locked sees every chunk that was written for
     * them before. Rows that another transaction refers to at this moment are skipped. Pages follow the primary key.
     *
     * @param from where the last sweep ended, or the empty text
     */
    @Transactional
    public Sweep removeUnused(String from, int most) {
        Place after = Place.of(from);
        List<Place> page = jdbc.sql("""
                        select tenant_id, model_id, content_hash from embedding
                        where (tenant_id, model_id, content_hash) > (:tenant, :model, :hash)
                        order by tenant_id, model_id, content_hash limit :most""")
                .param("tenant", after.tenantId)
                .param("model", after.modelId)
                .param("hash", after.hash)
                .param("most", most)
                .query((row, n) -> new Place(
                        row.getObject("tenant_id", UUID.class), row.getInt("model_id"), row.getBytes("content_hash")))
                .list();
        int removed = page.isEmpty() ? 0 : removeUnused(after, page.get(page.size() - 1));
        return new Sweep(
                removed, page.size() < most ? "" : page.get(page.size() - 1).toString());
    }

    private int removeUnused(Place after, Place last) {
        List<Place> locked = jdbc.sql("""
                        select tenant_id, model_id, content_hash from embedding e
                        where (tenant_id, model_id, content_hash) > (:tenant, :model, :hash)
                          and (tenant_id, model_id, content_hash) <= (:lastTenant, :lastModel, :lastHash)
                          and not exists (
                              select from chunk c where c.tenant_id = e.tenant_id
                                and c.model_id = e.model_id and c.content_hash = e.content_hash)
                        order by tenant_id, model_id, content_hash for update skip locked""")
                .param("tenant", after.tenantId)
                .param("model", after.modelId)
                .param("hash", after.hash)
                .param("lastTenant", last.tenantId)
                .param("lastModel", last.modelId)
                .param("lastHash", last.hash)
                .query((row, n) -> new Place(
                        row.getObject("tenant_id", UUID.class), row.getInt("model_id"), row.getBytes("content_hash")))
                .list();
        return jdbc.sql("""
                        delete from embedding e
                        using unnest(:tenants, :models, :hashes) as idle (tenant_id, model_id, content_hash)
                        where e.tenant_id = idle.tenant_id and e.model_id = idle.model_id
                          and e.content_hash = idle.content_hash and not exists (
                              select from chunk c where c.tenant_id = e.tenant_id
                                and c.model_id = e.model_id and c.content_hash = e.content_hash)""")
                .param("tenants", locked.stream().map(Place::tenantId).toArray(UUID[]::new))
                .param("models", locked.stream().map(Place::modelId).toArray(Integer[]::new))
                .param("hashes", locked.stream().map(Place::hash).toArray(byte[][]::new))
                .update();
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
                insert,
                texts.stream()
                        .map(chunk -> new MapSqlParameterSource()
                                .addValue("tenant", tenantId)
                                .addValue("model", space.id())
                                .addValue("hash", chunk.hash().bytes())
                                .addValue("vector", Vectors.toBytes(chunk.vector()))
                                .addValue("near", chunk.vector()))
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
