package io.dromedary.index;

import java.util.UUID;

/**
 * A chunk near a query.
 *
 * @param score cosine similarity, from -1 to 1
 */
public record Neighbour(UUID documentId, int version, int ordinal, float score) {

    public ChunkKey key() {
        return new ChunkKey(documentId, version, ordinal);
    }
}
