package io.dromedary.index;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads published vectors, in the transaction of its caller, whose snapshot they are of. */
final class VectorRows {

    /** That the driver holds in memory. */
    private static final int ROWS_AT_ONCE = 500;

    private static final UUID NOBODY = new UUID(0, 0);

    private static final String COLUMNS = "select c.tenant_id, c.document_id, c.version, c.ordinal, e.vector ";

    private final JdbcClient jdbc;

    VectorRows(JdbcTemplate template) {
        JdbcTemplate streaming = new JdbcTemplate(Objects.requireNonNull(template.getDataSource()));
        streaming.setFetchSize(ROWS_AT_ONCE);
        this.jdbc = JdbcClient.create(streaming);
    }

    /**
     * A snapshot of the database, and what changed until then.
     *
     * @param horizon the oldest transaction that had not ended
     * @param next the first that had not begun: the greater, the later is the snapshot
     * @param changes the versions that readers see, 0 for none
     */
    record News(String horizon, long next, Map<UUID, Integer> changes) {}

    /**
     * The documents of a tenant that a transaction or a later one changed or erased; uses the indexes document_changed
     * and erasure_changed.
     *
     * @param since the transaction
     */
    News changedSince(UUID tenantId, String since) {
        Map<UUID, Integer> changes = new HashMap<>();
        return jdbc.sql("""
                        select pg_snapshot_xmin(now.snapshot)::text as horizon,
                               pg_snapshot_xmax(now.snapshot)::text::bigint as next,
                               changed.id, changed.version
                        from (select pg_current_snapshot() as snapshot) now
                        left join (
                            select id, coalesce(current_version, 0) as version
                            from document where tenant_id = :tenant and changed_xid >= cast(:since as xid8)
                            union all
                            select subject_id, 0
                            from erasure where tenant_id = :tenant and changed_xid >= cast(:since as xid8)) changed on true""")
                .param("tenant", tenantId)
                .param("since", since)
                .query((row, n) -> {
                    UUID document = row.getObject("id", UUID.class);
                    if (document != null) {
                        changes.put(document, row.getInt("version"));
                    }
                    return new News(row.getString("horizon"), row.getLong("next"), changes);
                })
                .list()
                .get(0);
    }

    /** The snapshot alone. */
    News now() {
        return changedSince(NOBODY, "0");
    }

    /** Those of the tenants that exist; uses the primary key. */
    Set<UUID> existingTenants(Set<UUID> tenants) {
        return jdbc.sql("select id from tenant where id = any (:tenants)")
                .param("tenants", tenants.toArray(UUID[]::new))
                .query(UUID.class)
                .set();
    }

    Set<Integer> existingGenerations() {
        return jdbc.sql("select id from generation where not dropped")
                .query(Integer.class)
                .set();
    }

    /** Those of the documents that exist; uses the primary key. */
    Set<UUID> existing(UUID tenantId, Set<UUID> documents) {
        return jdbc.sql("select id from document where tenant_id = :tenant and id = any (:documents)")
                .param("tenant", tenantId)
                .param("documents", documents.toArray(UUID[]::new))
                .query(UUID.class)
                .set();
    }

    /** The vectors of those of the versions that the generation has all of; uses the primary keys. */
    Map<UUID, PublishedVectors> ofVersions(Generation generation, Map<UUID, Integer> versions) {
        Map<UUID, PublishedVectors> read = new HashMap<>();
        UUID[] documents = versions.keySet().toArray(UUID[]::new);
        Reader reader = new Reader((document, vectors) -> read.put(document.documentId(), vectors));
        jdbc.sql(COLUMNS + """
                        from unnest(:documents, :versions) as news (document_id, version)
                        join chunk c using (document_id, version)
                        join embedding e using (tenant_id, model_id, content_hash)
                        where c.generation_id = :generation and c.model_id = :model
                          and not exists (
                              select from generation_gap gap
                              where gap.generation_id = c.generation_id and gap.document_id = c.document_id)
                        order by c.document_id, c.ordinal""")
                .param("documents", documents)
                .param("versions", Stream.of(documents).map(versions::get).toArray(Integer[]::new))
                .param("generation", generation.id())
                .param("model", generation.space().id())
                .query(reader);
        reader.close();
        return read;
    }

    /** The vectors of all that readers of any tenant see, and that the generation has all of. */
    Map<UUID, Map<UUID, PublishedVectors>> ofAllTenants(Generation generation) {
        Map<UUID, Map<UUID, PublishedVectors>> read = new HashMap<>();
        Reader reader =
                new Reader((document, vectors) -> read.computeIfAbsent(document.tenantId(), tenant -> new HashMap<>())
                        .put(document.documentId(), vectors));
        jdbc.sql(COLUMNS + """
                        from document d
                        join chunk c on c.document_id = d.id and c.version = d.current_version
                        join embedding e on e.tenant_id = c.tenant_id and e.model_id = c.model_id
                            and e.content_hash = c.content_hash
                        where c.generation_id = :generation and c.model_id = :model
                          and not exists (
                              select from generation_gap gap
                              where gap.generation_id = c.generation_id and gap.document_id = c.document_id)
                        order by c.document_id, c.ordinal""")
                .param("generation", generation.id())
                .param("model", generation.space().id())
                .query(reader);
        reader.close();
        return read;
    }

    /** Gathers the rows of one document after the other. */
    private static final class Reader implements RowCallbackHandler {

        private final BiConsumer<DocumentVersion, PublishedVectors> taker;
        private final List<Integer> ordinals = new ArrayList<>();
        private final List<float[]> vectors = new ArrayList<>();
        private @Nullable DocumentVersion open;

        Reader(BiConsumer<DocumentVersion, PublishedVectors> taker) {
            this.taker = taker;
        }

        @Override
        public void processRow(ResultSet row) throws SQLException {
            var document =
                    new DocumentVersion(row.getObject(1, UUID.class), row.getObject(2, UUID.class), row.getInt(3));
            if (!document.equals(open)) {
                close();
                open = document;
            }
            ordinals.add(row.getInt(4));
            vectors.add(Vectors.fromBytes(row.getBytes(5)));
        }

        /** Hands over the document that was read last. */
        void close() {
            if (open != null) {
                taker.accept(open, PublishedVectors.join(open.version(), ordinals, vectors));
            }
            open = null;
            ordinals.clear();
            vectors.clear();
        }
    }
}
