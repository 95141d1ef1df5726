package io.dromedary.chunk;

/** Chunkers without the service around them. */
public final class Chunkers {

    private Chunkers() {}

    /** With the sizes that the service has by default. */
    public static Chunker shipped(Tokenizer tokenizer) {
        return new Chunker(tokenizer, new ChunkProperties(80, 254, 400));
    }
}
