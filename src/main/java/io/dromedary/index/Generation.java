package io.dromedary.index;

/**
 * A whole index of all documents: how they were cut, and by which model their chunks were embedded. Searches read one
 * of those that are kept; what is published is written to all.
 *
 * @param id in the ledger
 * @param chunking the sizes of its chunks, as {@code dromedary.chunk} names them
 */
public record Generation(int id, EmbeddingSpace space, String chunking) {

    /** The length of its vectors. */
    public int dimensions() {
        return space.dimensions();
    }
}
