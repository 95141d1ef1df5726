package io.dromedary.chunk;

import io.dromedary.extract.Extraction;
import io.dromedary.job.Progress;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;

/**
 * The chunks of one document, made as they are asked for. Whoever reads them closes it, which removes the working copy.
 */
public final class ChunkStream implements Iterator<Chunk>, Closeable {

    private final Path workingCopy;
    private final Extraction extraction;
    private final Iterator<Chunk> chunks;
    private volatile Progress progress = Progress.NONE;

    ChunkStream(Path workingCopy, Extraction extraction, Iterator<Chunk> chunks) {
        this.workingCopy = workingCopy;
        this.extraction = extraction;
        this.chunks = chunks;
    }

    @Override
    public boolean hasNext() {
        return chunks.hasNext();
    }

    @Override
    public Chunk next() {
        Chunk chunk = chunks.next();
        progress = new Progress(pages(), chunk.ordinal() + 1, progress.tokens() + chunk.tokens());
        return chunk;
    }

    /** How many pages were read so far; 0 where the format has none. */
    public int pages() {
        return extraction.pages();
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
