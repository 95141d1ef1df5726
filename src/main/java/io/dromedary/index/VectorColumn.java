package io.dromedary.index;

import io.dromedary.ledger.AcrossTenants;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The column {@code near} of the table {@code embedding}: each vector once more, in the type of pgvector. It is there
 * where the database has the extension, in whichever schema; the migrations see to it.
 */
@Component
class VectorColumn {

    private static final Logger LOG = LoggerFactory.getLogger(VectorColumn.class);

    /** What an HNSW index takes of the type {@code vector}, and of {@code halfvec}, which has two bytes a dimension. */
    private static final int MAX_DIMENSIONS = 2_000;

    private static final int MAX_HALF_DIMENSIONS = 4_000;

    private static final int ROWS_AT_ONCE = 500;

    private final JdbcClient jdbc;
    private final @Nullable String schema;

    VectorColumn(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.schema = jdbc.sql("""
                        select quote_ident(n.nspname)
                        from pg_attribute a
                        join pg_type t on t.oid = a.atttypid
                        join pg_namespace n on n.oid = t.typnamespace
                        where a.attrelid = to_regclass('embedding') and a.attname = 'near' and not a.attisdropped""").query(String.class).optional().orElse(null);
    }

    boolean isThere() {
        return schema != null;
    }

    /** Whether the vectors of the model have an index. */
    boolean isIndexed(EmbeddingSpace space) {
        return space.dimensions() <= MAX_HALF_DIMENSIONS;
    }

    /** The expression that is indexed; vectors of different models, and so of different lengths, share the column. */
    String indexed(EmbeddingSpace space) {
        return "(near::%s)".formatted(indexedType(space));
    }

    String indexedType(EmbeddingSpace space) {
        return "%s(%d)".formatted(indexedKind(space), space.dimensions());
    }

    private static String indexedKind(EmbeddingSpace space) {
        return space.dimensions() <= MAX_DIMENSIONS ? "@vector" : "@halfvec";
    }

    /** Puts the schema of the extension and a full stop in place of each {@code @}. */
    String qualify(String sql) {
        return sql.replace("@", Objects.requireNonNull(schema, "The database has no pgvector") + ".");
    }

    /**
     * Makes the index of a model, after the vectors that are older than the column were filled in. Whoever writes
     * vectors waits while an index is built over those that are there: 0.15 ms for each.
     */
    @AcrossTenants
    @Transactional
    public void index(EmbeddingSpace space) {
        jdbc.sql("select pg_advisory_xact_lock(hashtext('dromedary.embedding.near'))")
                .query()
                .singleRow();
        fill(space);
        if (isIndexed(space)) {
            String index = """
                    create index if not exists embedding_near_%d on embedding using hnsw (%s %s_cosine_ops)
                    where model_id = %d""".formatted(space.id(), indexed(space), indexedKind(space), space.id());
            jdbc.sql(qualify(index)).update();
        }
    }

    /** Uses the primary key. */
    private void fill(EmbeddingSpace space) {
        record Key(UUID tenantId, byte[] hash, float[] vector) {}
        List<Key> rows;
        Key last = new Key(new UUID(0, 0), new byte[0], new float[0]);
        long filled = 0;
        do {
            rows = jdbc.sql("""
                            select tenant_id, content_hash, vector from embedding
                            where model_id = :model and near is null and (tenant_id, content_hash) > (:tenant, :hash)
                            order by tenant_id, content_hash limit :rows""")
                    .param("model", space.id())
                    .param("tenant", last.tenantId())
                    .param("hash", last.hash())
                    .param("rows", ROWS_AT_ONCE)
                    .query((row, n) -> new Key(
                            row.getObject("tenant_id", UUID.class),
                            row.getBytes("content_hash"),
                            Vectors.fromBytes(row.getBytes("vector"))))
                    .list();
            for (Key row : rows) {
                jdbc.sql(qualify("""
                                update embedding set near = cast(cast(:vector as real[]) as @vector)
                                where tenant_id = :tenant and model_id = :model and content_hash = :hash"""))
                        .param("vector", row.vector())
                        .param("tenant", row.tenantId())
                        .param("model", space.id())
                        .param("hash", row.hash())
                        .update();
                last = row;
            }
            filled += rows.size();
        } while (rows.size() == ROWS_AT_ONCE);
        if (filled > 0) {
            LOG.info("Filled in {} vectors for pgvector", filled);
        }
    }
}
