package io.dromedary.index;

import io.dromedary.index.VectorRows.News;
import io.dromedary.ledger.LedgerScope;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * An exact scan over a copy of all published vectors in memory: four bytes for each dimension of each chunk. For
 * databases without the extension {@code vector}; docs/search.md says up to what size.
 *
 * <p>What is kept of a tenant is what readers saw in one snapshot of the database, with the oldest transaction that was
 * still running then. A search takes this state first and its own snapshot after it: what differs between the two was
 * changed by that transaction or a later one, in whichever process, and is read again in the snapshot. What is found is
 * looked up, in case that a document went without a trace.
 */
class ExactVectorIndex implements VectorIndex {

    private static final long SWEEP_NANOS = Duration.ofMinutes(1).toNanos();

    private static final State NOTHING = new State("0", 0, Map.of());

    private final VectorRows rows;
    private final Snapshots snapshots;
    private final Map<UUID, State> tenants = new ConcurrentHashMap<>();
    private final Object oneAtATime = new Object();
    private final AtomicLong swept = new AtomicLong(System.nanoTime());

    ExactVectorIndex(JdbcTemplate jdbc, EmbeddingSpace space, PlatformTransactionManager transactions) {
        this.rows = new VectorRows(jdbc, space);
        this.snapshots = new Snapshots(transactions);
    }

    /**
     * What readers of a tenant saw in a snapshot. Immutable.
     *
     * @param horizon the oldest transaction that had not ended
     * @param next the first that had not begun
     */
    private record State(String horizon, long next, Map<UUID, PublishedVectors> documents) {

        boolean has(UUID documentId, int version) {
            PublishedVectors known = documents.get(documentId);
            return version == (known == null ? 0 : known.version());
        }
    }

    /** Reads the vectors of all tenants in one stream, so that no search has to. */
    void load() {
        LedgerScope.ofAllTenants(() -> snapshots.read(() -> {
            News now = rows.now();
            rows.ofAllTenants().forEach((tenant, documents) -> keep(tenant, state(now, documents)));
            return now;
        }));
    }

    @Override
    public <T> T inSnapshot(UUID tenantId, Function<Nearest, T> search) {
        sweep();
        State before = tenants.getOrDefault(tenantId, NOTHING);
        return snapshots.read(() -> search.apply((query, limit, within) -> {
            Map<UUID, PublishedVectors> documents = catchUp(tenantId, before).documents();
            return nearest(tenantId, documents, query, limit, within == null ? documents.keySet() : within);
        }));
    }

    /** Drops what is kept of erased tenants, for whom no search comes that would notice. */
    private void sweep() {
        long now = System.nanoTime();
        long last = swept.get();
        if (now - last > SWEEP_NANOS && swept.compareAndSet(last, now)) {
            tenants.keySet()
                    .retainAll(LedgerScope.ofAllTenants(
                            () -> snapshots.read(() -> rows.existingTenants(Set.copyOf(tenants.keySet())))));
        }
    }

    private List<Neighbour> nearest(
            UUID tenantId, Map<UUID, PublishedVectors> documents, float[] query, int limit, Set<UUID> within) {
        Set<UUID> looked = new HashSet<>(within);
        while (true) {
            List<Neighbour> best = scan(documents, looked, query, limit);
            Set<UUID> deleted = best.stream().map(Neighbour::documentId).collect(Collectors.toSet());
            deleted.removeAll(rows.existing(tenantId, deleted));
            if (deleted.isEmpty()) {
                return best;
            }
            looked.removeAll(deleted);
            forget(tenantId, deleted);
        }
    }

    private static List<Neighbour> scan(
            Map<UUID, PublishedVectors> documents, Set<UUID> within, float[] query, int limit) {
        PriorityQueue<Neighbour> best = new PriorityQueue<>(Comparator.comparingDouble(Neighbour::score));
        for (UUID id : within) {
            PublishedVectors document = documents.get(id);
            if (document != null) {
                document.scan(id, query, limit, best);
            }
        }
        return best.stream()
                .sorted(Comparator.comparingDouble(Neighbour::score).reversed())
                .toList();
    }

    /** What readers see in this snapshot, for this search and for those that begin later. */
    private State catchUp(UUID tenantId, State before) {
        News news = rows.changedSince(tenantId, before.horizon());
        news.changes().entrySet().removeIf(change -> before.has(change.getKey(), change.getValue()));
        if (news.changes().isEmpty()) {
            return keep(tenantId, state(news, before.documents()));
        }
        synchronized (oneAtATime) {
            Map<UUID, PublishedVectors> documents = new HashMap<>(before.documents());
            documents.keySet().removeAll(news.changes().keySet());
            documents.putAll(read(news.changes(), tenants.getOrDefault(tenantId, NOTHING)));
            return keep(tenantId, state(news, documents));
        }
    }

    /** The vectors of the versions: those that another search has read by now, and the others from the database. */
    private Map<UUID, PublishedVectors> read(Map<UUID, Integer> versions, State latest) {
        Map<UUID, PublishedVectors> read = new HashMap<>();
        Map<UUID, Integer> missing = new HashMap<>();
        versions.forEach((id, version) -> {
            PublishedVectors known = latest.documents().get(id);
            if (known != null && known.version() == version) {
                read.put(id, known);
            } else if (version > 0) {
                missing.put(id, version);
            }
        });
        if (!missing.isEmpty()) {
            read.putAll(rows.ofVersions(missing));
        }
        return read;
    }

    private static State state(News news, Map<UUID, PublishedVectors> documents) {
        return new State(news.horizon(), news.next(), documents);
    }

    /** Later states supersede earlier ones; either would do, the later has less to catch up with. */
    private State keep(UUID tenantId, State state) {
        tenants.merge(tenantId, state, (kept, other) -> kept.next() > other.next() ? kept : other);
        return state;
    }

    /** An id is never given twice, so whoever comes later need not look for them either. */
    private void forget(UUID tenantId, Set<UUID> deleted) {
        tenants.computeIfPresent(tenantId, (id, state) -> {
            Map<UUID, PublishedVectors> kept = new HashMap<>(state.documents());
            kept.keySet().removeAll(deleted);
            return new State(state.horizon(), state.next(), kept);
        });
    }
}
