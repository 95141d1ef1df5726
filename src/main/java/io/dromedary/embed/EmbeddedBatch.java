package io.dromedary.embed;

import io.dromedary.index.EmbeddedChunk;
import io.dromedary.index.Generation;
import io.dromedary.job.Progress;
import java.util.List;

/** A batch of chunks with their vectors, all for one generation. */
public record EmbeddedBatch(Generation generation, List<EmbeddedChunk> chunks) {

    /**
     * The ordinals of the chunks that were not embedded, because the provider refuses their texts: their vector is
     * zero.
     */
    List<Integer> refused() {
        return chunks.stream()
                .filter(chunk -> isZero(chunk.vector()))
                .map(EmbeddedChunk::ordinal)
                .toList();
    }

    private static boolean isZero(float[] vector) {
        for (float component : vector) {
            if (component != 0) {
                return false;
            }
        }
        return true;
    }

    /** What storing this batch adds. */
    public Progress progress() {
        int page = chunks.stream().mapToInt(EmbeddedChunk::lastPage).max().orElse(0);
        long tokens = chunks.stream().mapToLong(EmbeddedChunk::tokens).sum();
        return new Progress(page, chunks.size(), tokens);
    }
}
