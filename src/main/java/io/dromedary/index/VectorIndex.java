package io.dromedary.index;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds the nearest chunks of a tenant. Thread-safe. */
public interface VectorIndex {

    /** Gets ready for searches of a generation. Whatever is left to do for it, the first of them does. */
    void prepare(Generation generation);

    /**
     * Does a search in a transaction of its own, which reads one snapshot of the database. What the index finds and
     * what else the search reads agree: they show each document in the same version, or not at all.
     */
    <T> T inSnapshot(UUID tenantId, Function<Nearest, T> search);

    /** Looks for vectors in a snapshot. */
    @FunctionalInterface
    interface Nearest {

        /**
         * Finds chunks that readers see.
         *
         * @param generation the active one
         * @param query of unit length, in the space of the generation
         * @param documents to look in these only
         * @return at most {@code limit}, nearest first
         */
        List<Neighbour> to(Generation generation, float[] query, int limit, @Nullable Set<UUID> documents);
    }
}
