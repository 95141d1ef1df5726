package io.dromedary.index;

import java.util.UUID;

/** Names a chunk of a version of a document. */
public record ChunkKey(UUID documentId, int version, int ordinal) {}
