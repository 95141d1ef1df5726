package io.dromedary.index;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Finds vectors by the extension pgvector. One HNSW index for each model, over the vectors of all tenants; each text
 * has one place in it, however many chunks of however many versions say it. The index is walked, nearest first, until
 * enough of the texts that it meets are said by chunks that readers see (iterative scan).
 *
 * <p>An index is no gain among few, and loses some where others lie between: the chunks of a small tenant or of a
 * narrow filter are compared one by one, and so are all when the walk ends too early. Then nothing is missed.
 *
 * @see <a href="https://github.com/pgvector/pgvector#iterative-index-scans">iterative scans</a>
 */
class PgVectorIndex implements VectorIndex {

    /**
     * The chunks that readers see of the text of {@code e}, found by the index chunk_embedding for one text after the
     * other; without the offset the planner would join tables of which it knows too little behind their policies.
     */
    private static final String PUBLISHED = """
            cross join lateral (
                select c.document_id, c.version, c.ordinal
                from chunk c join document d on d.id = c.document_id and d.current_version = c.version
                where c.tenant_id = :tenant and c.model_id = :model and c.content_hash = e.content_hash
                  and c.generation_id = :generation
                  and (:everywhere or c.document_id = any (:documents))
                offset 0) p
            """;

    private final JdbcClient jdbc;
    private final VectorColumn column;
    private final IndexProperties properties;
    private final Snapshots snapshots;

    PgVectorIndex(
            JdbcClient jdbc, VectorColumn column, IndexProperties properties, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.column = column;
        this.properties = properties;
        this.snapshots = new Snapshots(transactions);
    }

    @Override
    public <T> T inSnapshot(UUID tenantId, Function<Nearest, T> search) {
        return snapshots.read(() -> search.apply(
                (generation, query, limit, within) -> nearest(new Wish(tenantId, generation, query, limit, within))));
    }

    @Override
    public void prepare(Generation generation) {
        column.index(generation.space());
    }

    private record Wish(
            UUID tenantId,
            Generation generation,
            float[] query,
            int limit,
            @Nullable Set<UUID> within) {

        EmbeddingSpace space() {
            return generation.space();
        }
    }

    private List<Neighbour> nearest(Wish wish) {
        long chunks = chunks(wish);
        if (chunks > properties.exactUpTo() && column.isIndexed(wish.space())) {
            List<Neighbour> found = walk(wish);
            if (found.size() == Math.min(wish.limit(), chunks)) {
                return found;
            }
        }
        return compare(wish);
    }

    /** How many there are to look at; uses the index keyword_document_tenant. */
    private long chunks(Wish wish) {
        return ask("""
                        select coalesce(sum(chunks), 0) from keyword_document
                        where tenant_id = :tenant and generation_id = :generation
                          and (:everywhere or document_id = any (:documents))""", wish).query(Long.class).single();
    }

    /** Uses the HNSW index of the model. */
    private List<Neighbour> walk(Wish wish) {
        jdbc.sql("""
                        select set_config('hnsw.iterative_scan', 'relaxed_order', true),
                               set_config('hnsw.ef_search', :candidates, true),
                               set_config('plan_cache_mode', 'force_custom_plan', true),
                               set_config('enable_sort', 'off', true)""")
                .param("candidates", String.valueOf(Math.max(properties.efSearch(), Math.min(wish.limit(), 1_000))))
                .query()
                .singleRow();
        String order = "%s operator(@<=>) cast(cast(:query as real[]) as %s)"
                .formatted(column.indexed(wish.space()), column.indexedType(wish.space()));
        List<Neighbour> found = neighbours("""
                        select p.*, e.near operator(@<=>) cast(cast(:query as real[]) as @vector) as distance
                        from embedding e
                        %s
                        where e.tenant_id = :tenant and e.model_id = %d
                        order by %s limit :limit""".formatted(PUBLISHED, wish.space().id(), order), wish);
        jdbc.sql("set local enable_sort to default").update();
        return found;
    }

    /** Uses the primary key of embedding, behind that of chunk where documents are named. */
    private List<Neighbour> compare(Wish wish) {
        String within = wish.within() == null ? "" : """
                              and content_hash in (
                                  select content_hash from chunk
                                  where tenant_id = :tenant and generation_id = :generation
                                    and document_id = any (:documents))""";
        return neighbours("""
                        select p.*, e.distance
                        from (
                            select content_hash, near operator(@<=>) cast(cast(:query as real[]) as @vector) as distance
                            from embedding
                            where tenant_id = :tenant and model_id = :model
                            %s
                            order by distance) e
                        %s
                        order by e.distance limit :limit""".formatted(within, PUBLISHED), wish);
    }

    private List<Neighbour> neighbours(String sql, Wish wish) {
        return ask(column.qualify(sql), wish)
                .query((row, n) -> {
                    UUID document = row.getObject("document_id", UUID.class);
                    float score = (float) (1 - row.getDouble("distance"));
                    return new Neighbour(document, row.getInt("version"), row.getInt("ordinal"), score);
                })
                .list()
                .stream()
                .sorted(Comparator.comparingDouble(Neighbour::score).reversed())
                .toList();
    }

    private JdbcClient.StatementSpec ask(String sql, Wish wish) {
        Set<UUID> within = wish.within();
        return jdbc.sql(sql)
                .param("tenant", wish.tenantId())
                .param("generation", wish.generation().id())
                .param("model", wish.space().id())
                .param("query", wish.query())
                .param("limit", wish.limit())
                .param("everywhere", within == null)
                .param("documents", within == null ? new UUID[0] : within.toArray(UUID[]::new));
    }
}
