package io.dromedary.passthrough;

import io.dromedary.chunk.Chunk;
import io.dromedary.job.Progress;
import java.util.List;

/**
 * How a batch of chunks is divided into parts.
 *
 * @param parts in their order
 */
public record PartPlan(List<Planned> parts) {

    /**
     * A part without its vectors.
     *
     * @param hash of the part
     * @param digest of the result up to it
     */
    // Compared by nobody.
    @SuppressWarnings("ArrayRecordComponent")
    record Planned(int number, byte[] hash, byte[] digest, boolean received, List<Chunk> chunks) {}

    /** Whether the receiver has all of them. */
    public boolean isReceived() {
        return parts.stream().allMatch(Planned::received);
    }

    /** The chunks of all parts. */
    public List<Chunk> chunks() {
        return parts.stream().flatMap(part -> part.chunks().stream()).toList();
    }

    /** What the batch adds to the result. */
    public Progress progress() {
        List<Chunk> chunks = chunks();
        return new Progress(
                chunks.stream().mapToInt(Chunk::lastPage).max().orElse(0),
                chunks.size(),
                chunks.stream().mapToLong(Chunk::tokens).sum());
    }
}
