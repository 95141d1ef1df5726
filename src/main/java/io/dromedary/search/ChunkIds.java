package io.dromedary.search;

import io.dromedary.index.ChunkKey;

/** How chunks are named outside. */
final class ChunkIds {

    private ChunkIds() {}

    static String of(ChunkKey key) {
        return "%s.%d.%d".formatted(key.documentId(), key.version(), key.ordinal());
    }
}
