package io.dromedary.index;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds the nearest chunks of a tenant. */
public interface VectorIndex {

    /**
     * Sees every publication that was committed before the call.
     *
     * @param query of unit length, in the space of the index
     * @param documentId to look in this document only
     * @return at most {@code limit}, nearest first
     */
    List<Neighbour> nearest(UUID tenantId, float[] query, int limit, @Nullable UUID documentId);
}
