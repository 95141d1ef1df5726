package io.dromedary.camel;

import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.dromedary.chunk.Chunk;
import io.dromedary.chunk.ChunkStream;
import io.dromedary.embed.EmbeddedBatch;
import io.dromedary.index.ContentHash;
import io.dromedary.index.EmbeddedChunk;
import io.dromedary.index.EmbeddingSpace;
import io.dromedary.index.Generation;
import io.dromedary.job.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** A document of a known number of chunks, each of two tokens, twenty on a page. */
final class ListedChunks {

    private final int count;
    private int given;
    private int breakAfter = Integer.MAX_VALUE;
    private Throwable reason = new IllegalStateException();

    /** How often the document was closed. */
    int closed;

    ListedChunks(int count) {
        this.count = count;
    }

    /** From now on the document ends with a failure after so many chunks. */
    void breakAfter(int chunks, Throwable failure) {
        breakAfter = chunks;
        reason = failure;
    }

    ChunkStream stream() {
        ChunkStream stream = mock(ChunkStream.class);
        when(stream.hasNext()).thenAnswer(call -> hasNext());
        when(stream.next()).thenAnswer(call -> chunk(given++));
        when(stream.pages()).thenAnswer(call -> page(given - 1));
        when(stream.progress()).thenAnswer(call -> new Progress(page(given - 1), given, given * 2L));
        try {
            doAnswer(call -> closed++).when(stream).close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return stream;
    }

    private boolean hasNext() throws Throwable {
        if (given == breakAfter) {
            breakAfter = Integer.MAX_VALUE;
            given = count;
            throw reason;
        }
        return given < count;
    }

    private static Chunk chunk(int ordinal) {
        int page = page(ordinal);
        return new Chunk(
                ordinal, "chunk " + ordinal, ordinal * 10, ordinal * 10 + 8, page, page, List.of(), new int[0]);
    }

    private static int page(int ordinal) {
        return ordinal / 20 + 1;
    }

    /** What the embedder makes of a batch. */
    EmbeddedBatch embedded(List<Chunk> batch) {
        return new EmbeddedBatch(
                new Generation(1, new EmbeddingSpace(1, 2), ""),
                batch.stream()
                        .map(chunk -> new EmbeddedChunk(
                                chunk.ordinal(),
                                chunk.text(),
                                chunk.start(),
                                chunk.end(),
                                chunk.firstPage(),
                                chunk.lastPage(),
                                chunk.headings(),
                                chunk.tokens(),
                                ContentHash.of(chunk.text()),
                                new float[] {1, 0}))
                        .toList());
    }
}
