package io.dromedary.index;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds the nearest chunks of a tenant. */
public interface VectorIndex {

    /**
     * Sees every publication that was committed before the call.
     *
     * @param query of unit length, in the space of the index
     * @param documents to look in these only
     * @return at most {@code limit}, nearest first
     */
    List<Neighbour> nearest(UUID tenantId, float[] query, int limit, @Nullable Set<UUID> documents);

    /** Tells that these chunks, which it returned, are no longer what readers see. */
    void forget(UUID tenantId, Collection<ChunkKey> gone);
}
