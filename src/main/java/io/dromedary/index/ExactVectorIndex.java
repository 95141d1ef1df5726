package io.dromedary.index;

import io.dromedary.ledger.LedgerScope;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * An exact scan over a copy of all published vectors in memory: 1.5 kB for each of 384 dimensions, about 3 ms for
 * 10,000. For databases without the extension {@code vector}; up to some 100,000 chunks.
 *
 * <p>Before each search it asks the database for the documents that changed since the oldest transaction that was still
 * running at the last look, so a commit is never missed, whichever process made it.
 */
class ExactVectorIndex implements VectorIndex {

    private final JdbcClient jdbc;
    private final EmbeddingSpace space;
    private final Map<UUID, Map<UUID, Published>> tenants = new ConcurrentHashMap<>();
    private String horizon = "0";

    ExactVectorIndex(JdbcClient jdbc, EmbeddingSpace space) {
        this.jdbc = jdbc;
        this.space = space;
    }

    /** The vectors of one version, one after the other, by ordinal. */
    private record Published(int version, int[] ordinals, float[] vectors) {}

    private record Change(UUID tenantId, UUID documentId, int version) {}

    @Override
    public List<Neighbour> nearest(UUID tenantId, float[] query, int limit, @Nullable UUID documentId) {
        catchUp();
        Map<UUID, Published> documents = tenants.getOrDefault(tenantId, Map.of());
        PriorityQueue<Neighbour> best = new PriorityQueue<>(Comparator.comparingDouble(Neighbour::score));
        if (documentId != null) {
            scan(documentId, documents.get(documentId), query, limit, best);
        } else {
            documents.forEach((id, published) -> scan(id, published, query, limit, best));
        }
        return best.stream()
                .sorted(Comparator.comparingDouble(Neighbour::score).reversed())
                .toList();
    }

    private void scan(
            UUID documentId, @Nullable Published document, float[] query, int limit, PriorityQueue<Neighbour> best) {
        if (document == null) {
            return;
        }
        for (int i = 0; i < document.ordinals.length; i++) {
            float score = dot(query, document.vectors, i * space.dimensions());
            if (best.size() < limit || score > best.peek().score()) {
                best.add(new Neighbour(documentId, document.version, document.ordinals[i], score));
                if (best.size() > limit) {
                    best.poll();
                }
            }
        }
    }

    /** Four sums at once, which the compiler turns into vector instructions more readily than one. */
    private static float dot(float[] a, float[] b, int offset) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 3 < a.length; i += 4) {
            s0 += a[i] * b[offset + i];
            s1 += a[i + 1] * b[offset + i + 1];
            s2 += a[i + 2] * b[offset + i + 2];
            s3 += a[i + 3] * b[offset + i + 3];
        }
        for (; i < a.length; i++) {
            s0 += a[i] * b[offset + i];
        }
        return s0 + s1 + s2 + s3;
    }

    private synchronized void catchUp() {
        horizon = LedgerScope.ofAllTenants(this::readChanges);
    }

    /** Returns the next horizon. */
    private String readChanges() {
        String now = jdbc.sql("select pg_snapshot_xmin(pg_current_snapshot())::text")
                .query(String.class)
                .single();
        List<Change> changes = jdbc.sql("""
                        select tenant_id, id, coalesce(current_version, 0) as version from document
                        where changed_xid >= cast(:horizon as xid8)""")
                .param("horizon", horizon)
                .query((row, n) ->
                        new Change(row.getObject(1, UUID.class), row.getObject(2, UUID.class), row.getInt(3)))
                .list();
        List<Change> unknown = changes.stream().filter(this::isNews).toList();
        if (!unknown.isEmpty()) {
            load(unknown);
        }
        return now;
    }

    private boolean isNews(Change change) {
        Published known = tenants.getOrDefault(change.tenantId(), Map.of()).get(change.documentId());
        return known == null ? change.version() > 0 : known.version() != change.version();
    }

    private void load(Collection<Change> changes) {
        for (Change change : changes) {
            tenants.computeIfAbsent(change.tenantId(), id -> new ConcurrentHashMap<>())
                    .put(change.documentId(), read(change));
        }
    }

    private record Row(int ordinal, float[] vector) {}

    private Published read(Change change) {
        List<Row> rows = jdbc.sql("""
                        select c.ordinal, e.vector
                        from chunk c join embedding e using (tenant_id, model_id, content_hash)
                        where c.document_id = :document and c.version = :version and c.model_id = :model
                        order by c.ordinal""")
                .param("document", change.documentId())
                .param("version", change.version())
                .param("model", space.id())
                .query((row, n) -> new Row(row.getInt(1), Vectors.fromBytes(row.getBytes(2))))
                .list();
        int[] ordinals = new int[rows.size()];
        float[] vectors = new float[rows.size() * space.dimensions()];
        for (int i = 0; i < rows.size(); i++) {
            ordinals[i] = rows.get(i).ordinal();
            System.arraycopy(rows.get(i).vector(), 0, vectors, i * space.dimensions(), space.dimensions());
        }
        return new Published(change.version(), ordinals, vectors);
    }
}
