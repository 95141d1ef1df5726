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
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * An exact scan over a copy of all published vectors in memory: four bytes for each dimension of each chunk. For
 * databases without the extension {@code vector}; docs/search.md says up to what size.
 *
 * <p>What is kept of a tenant is what readers saw of a generation in one snapshot of the database, with the oldest
 * transaction that was still running then. A search takes this state first and its own snapshot after it: what differs
 * between the two was changed by that transaction or a later one, in whichever process, and is read again in the
 * snapshot. What is found is looked up, in case that a document went without a trace.
 */
class ExactVectorIndex implements VectorIndex {

    private static final long SWEEP_NANOS = Duration.ofMinutes(1).toNanos();

    private static final State NOTHING = new State("0", 0, Map.of());

    private final VectorRows rows;
    private final Snapshots snapshots;
    private final boolean early;
    private final Map<UUID, Map<Integer, State>> tenants = new ConcurrentHashMap<>();
    private final Object oneAtATime = new Object();
    private final AtomicLong swept = new AtomicLong(System.nanoTime());

    /** @param early whether all tenants are read before the first search, or each by its own first search */
    ExactVectorIndex(JdbcTemplate jdbc, PlatformTransactionManager transactions, boolean early) {
        this.rows = new VectorRows(jdbc);
        this.snapshots = new Snapshots(transactions);
        this.early = early;
    }

    /**
     * What readers of a tenant saw of a generation in a snapshot. Immutable.
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
    @Override
    public void prepare(Generation generation) {
        if (early) {
            LedgerScope.ofAllTenants(() -> snapshots.read(() -> {
                News now = rows.now();
                rows.ofAllTenants(generation)
                        .forEach((tenant, documents) -> keep(new Part(tenant, generation), state(now, documents)));
                return now;
            }));
        }
    }

    private record Part(UUID tenantId, Generation generation) {}

    @Override
    public <T> T inSnapshot(UUID tenantId, Function<Nearest, T> search) {
        sweep();
        Map<Integer, State> before = tenants.getOrDefault(tenantId, Map.of());
        return snapshots.read(() -> search.apply((generation, query, limit, within) -> {
            Part part = new Part(tenantId, generation);
            Map<UUID, PublishedVectors> documents =
                    catchUp(part, before.getOrDefault(generation.id(), NOTHING)).documents();
            return nearest(part, documents, query, limit, within == null ? documents.keySet() : within);
        }));
    }

    /** Drops what is kept of erased tenants and dropped generations, for which no search comes that would notice. */
    private void sweep() {
        long now = System.nanoTime();
        long last = swept.get();
        if (now - last > SWEEP_NANOS && swept.compareAndSet(last, now)) {
            LedgerScope.ofAllTenants(() -> snapshots.read(() -> {
                tenants.keySet().retainAll(rows.existingTenants(Set.copyOf(tenants.keySet())));
                Set<Integer> generations = rows.existingGenerations();
                tenants.replaceAll((tenant, states) -> only(generations, states));
                return generations;
            }));
        }
    }

    private static Map<Integer, State> only(Set<Integer> generations, Map<Integer, State> states) {
        Map<Integer, State> kept = new HashMap<>(states);
        kept.keySet().retainAll(generations);
        return Map.copyOf(kept);
    }

    private List<Neighbour> nearest(
            Part part, Map<UUID, PublishedVectors> documents, float[] query, int limit, Set<UUID> within) {
        Set<UUID> looked = new HashSet<>(within);
        while (true) {
            List<Neighbour> best = scan(documents, looked, query, limit);
            Set<UUID> deleted = best.stream().map(Neighbour::documentId).collect(Collectors.toSet());
            deleted.removeAll(rows.existing(part.tenantId(), deleted));
            if (deleted.isEmpty()) {
                return best;
            }
            looked.removeAll(deleted);
            forget(part, deleted);
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
    private State catchUp(Part part, State before) {
        News news = rows.changedSince(part.tenantId(), before.horizon());
        news.changes().entrySet().removeIf(change -> before.has(change.getKey(), change.getValue()));
        if (news.changes().isEmpty()) {
            return keep(part, state(news, before.documents()));
        }
        synchronized (oneAtATime) {
            Map<UUID, PublishedVectors> documents = new HashMap<>(before.documents());
            documents.keySet().removeAll(news.changes().keySet());
            documents.putAll(read(part.generation(), news.changes(), latest(part)));
            return keep(part, state(news, documents));
        }
    }

    /** The vectors of the versions: those that another search has read by now, and the others from the database. */
    private Map<UUID, PublishedVectors> read(Generation generation, Map<UUID, Integer> versions, State latest) {
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
            read.putAll(rows.ofVersions(generation, missing));
        }
        return read;
    }

    private static State state(News news, Map<UUID, PublishedVectors> documents) {
        return new State(news.horizon(), news.next(), documents);
    }

    private State latest(Part part) {
        return tenants.getOrDefault(part.tenantId(), Map.of())
                .getOrDefault(part.generation().id(), NOTHING);
    }

    /** Later states supersede earlier ones; either would do, the later has less to catch up with. */
    private State keep(Part part, State state) {
        tenants.compute(part.tenantId(), (tenant, states) -> {
            State kept = states == null ? null : states.get(part.generation().id());
            return kept != null && kept.next() > state.next() ? states : with(states, part, state);
        });
        return state;
    }

    private static Map<Integer, State> with(@Nullable Map<Integer, State> states, Part part, State state) {
        Map<Integer, State> changed = new HashMap<>(states == null ? Map.of() : states);
        changed.put(part.generation().id(), state);
        return Map.copyOf(changed);
    }

    /** An id is never given twice, so whoever comes later need not look for them either. */
    private void forget(Part part, Set<UUID> deleted) {
        tenants.computeIfPresent(part.tenantId(), (id, states) -> {
            State state = states.getOrDefault(part.generation().id(), NOTHING);
            Map<UUID, PublishedVectors> kept = new HashMap<>(state.documents());
            kept.keySet().removeAll(deleted);
            return with(states, part, new State(state.horizon(), state.next(), kept));
        });
    }
}
