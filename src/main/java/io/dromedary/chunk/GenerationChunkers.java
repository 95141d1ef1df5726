package io.dromedary.chunk;

/** Knows how each generation of the index is cut. Thread-safe. */
public interface GenerationChunkers {

    /**
     * Cuts as the chunks of the generation were cut.
     *
     * @throws io.dromedary.error.Failure.Transient when this process is not configured for the generation
     */
    Chunker chunkerOf(int generation);

    /** Likewise, for the generation that searches read. */
    Chunker activeChunker();
}
