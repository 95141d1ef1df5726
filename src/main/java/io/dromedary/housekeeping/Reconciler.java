package io.dromedary.housekeeping;

import io.dromedary.index.Chunks;
import io.dromedary.index.Embeddings;
import io.dromedary.job.Leases;
import io.dromedary.job.Quotas;
import io.dromedary.ledger.AcrossTenants;
import io.dromedary.store.ObjectStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Finds and repairs what crashes leave behind, a bounded number of each kind a round. Whatever it does is conditional,
 * in transactions of its own, so that it may run beside everything else; of several processes one does it at a time.
 */
@Component
@AcrossTenants
public class Reconciler {

    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    private static final String OBJECTS = "reconcile-objects";
    private static final String VECTORS = "reconcile-vectors";

    private final ReconcileProperties properties;
    private final WatchRounds rounds;
    private final StrayObjects objects;
    private final ObjectStore store;
    private final Leases leases;
    private final Chunks chunks;
    private final Embeddings embeddings;
    private final Quotas quotas;
    private final MeterRegistry metrics;

    Reconciler(
            ReconcileProperties properties,
            WatchRounds rounds,
            StrayObjects objects,
            ObjectStore store,
            Leases leases,
            Chunks chunks,
            Embeddings embeddings,
            Quotas quotas,
            MeterRegistry metrics) {
        this.properties = properties;
        this.rounds = rounds;
        this.objects = objects;
        this.store = store;
        this.leases = leases;
        this.chunks = chunks;
        this.embeddings = embeddings;
        this.quotas = quotas;
        this.metrics = metrics;
        List.of("object", "upload", "job", "chunk", "vector", "quota").forEach(kind -> count(kind, 0));
    }

    /** One round, if it is this process's turn. */
    public void reconcile() {
        if (rounds.begin("reconcile", properties.interval()).isPresent()) {
            repair();
        }
    }

    /** Each kind for itself: one that fails leaves the others alone, and is tried again in the next round. */
    void repair() {
        repair("job", "jobs without progress handed to others", () -> leases.takeStalled(properties.stall()));
        repair(
                "chunk",
                "versions with staged or outdated chunks cleared",
                () -> chunks.discardOrphans(properties.batch()));
        repair("vector", "vectors without a chunk removed", this::vectors);
        repair("quota", "quotas corrected that had drifted", () -> quotas.correct(properties.batch()));
        repair("object", "objects without a job removed", this::objects);
        repair("upload", "uploads of dead processes given up", () -> store.abortUploads(properties.uploadAge()));
    }

    private void repair(String kind, String what, IntSupplier repair) {
        try {
            int repaired = repair.getAsInt();
            count(kind, repaired);
            if (repaired > 0) {
                LOG.warn("Reconciled: {} {}", repaired, what);
            }
        } catch (RuntimeException e) {
            LOG.warn("Not reconciled in this round: {}", what, e);
        }
    }

    private void count(String kind, int repaired) {
        metrics.counter("dromedary.reconcile.repaired", "kind", kind).increment(repaired);
    }

    /** Goes on behind the last vector that a round looked at, and begins anew at the end. */
    private int vectors() {
        Embeddings.Sweep sweep = embeddings.removeUnused(position(VECTORS), properties.batch());
        rounds.stopAt(VECTORS, sweep.next());
        return sweep.removed();
    }

    private int objects() {
        String after = position(OBJECTS);
        int removed = 0;
        for (int page = 0; page < properties.pages(); page++) {
            List<String> keys = store.keysAfter(after, properties.batch());
            removed += objects.examine(keys, properties.grace());
            if (keys.size() < properties.batch()) {
                after = "";
                break;
            }
            after = keys.get(keys.size() - 1);
        }
        rounds.stopAt(OBJECTS, after);
        return removed;
    }

    private String position(String name) {
        return rounds.begin(name, Duration.ZERO).orElse("");
    }
}
