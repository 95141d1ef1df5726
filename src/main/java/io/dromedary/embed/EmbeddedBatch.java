package io.dromedary.embed;

import io.dromedary.index.EmbeddedChunk;
import io.dromedary.index.EmbeddingSpace;
import io.dromedary.job.Progress;
import java.util.List;

/** A batch of chunks with their vectors, all of one space. */
public record EmbeddedBatch(EmbeddingSpace space, List<EmbeddedChunk> chunks) {

    /** What storing this batch adds. */
    public Progress progress() {
        int page = chunks.stream().mapToInt(EmbeddedChunk::lastPage).max().orElse(0);
        long tokens = chunks.stream().mapToLong(EmbeddedChunk::tokens).sum();
        return new Progress(page, chunks.size(), tokens);
    }
}
