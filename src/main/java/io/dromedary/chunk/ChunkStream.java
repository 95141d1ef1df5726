package io.dromedary.chunk;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.extract.Extraction;
import io.dromedary.job.Progress;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/**
 * The chunks of one document, made as they are asked for. Whoever reads them closes it, which removes the working copy.
 * A document that exhausts the stack or the heap of its parser is a failure like any other: as an {@link Error} it
 * would pass by the routes and end the process.
 */
public final class ChunkStream implements Iterator<Chunk>, Closeable {

    private final Path workingCopy;
    private final Extraction extraction;
    private final Iterator<Chunk> chunks;
    private boolean broken;
    private volatile Progress progress = Progress.NONE;

    ChunkStream(Path workingCopy, Extraction extraction, Iterator<Chunk> chunks) {
        this.workingCopy = workingCopy;
        this.extraction = extraction;
        this.chunks = chunks;
    }

    @Override
    public boolean hasNext() {
        return !broken && guarded(chunks::hasNext);
    }

    @Override
    public Chunk next() {
        Chunk chunk = guarded(chunks::next);
        progress = new Progress(pages(), chunk.ordinal() + 1, progress.tokens() + chunk.tokens());
        return chunk;
    }

    /** After a failure there is nothing left: whoever tidies up may ask, and must not meet it again. */
    private <T> T guarded(Supplier<T> step) {
        broken = true;
        try {
            T result = step.get();
            broken = false;
            return result;
        } catch (StackOverflowError | OutOfMemoryError e) {
            throw new Failure.Transient(ErrorCode.INTERNAL_ERROR, "The document exhausts its parser", e);
        }
    }

    /** How many pages were read so far; 0 where the format has none. */
    public int pages() {
        return extraction.pages();
    }

    /** The pages that could not be read, while others could; complete at the end. */
    public List<Integer> unreadablePages() {
        return extraction.unreadablePages();
    }

    /** How far the stream was read; may be asked by any thread. */
    public Progress progress() {
        return progress;
    }

    @Override
    public void close() throws IOException {
        try {
            extraction.close();
        } finally {
            Files.deleteIfExists(workingCopy);
        }
    }
}
