package io.dromedary.search;

import io.dromedary.index.PublishedChunks.PublishedChunk;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A page of a document's chunks, in their order.
 *
 * @param nextCursor leads to the next page; null on the last
 */
public record ChunkPage(
        UUID documentId,
        int version,
        List<ListedChunk> chunks,
        @Nullable String nextCursor) {

    /**
     * A chunk as it was cut.
     *
     * @param passage the run of chunks that it lies in and is ranked with, from 0
     * @param header what is embedded and indexed above the text; empty for most
     * @param gap the white space between the chunk before and this one; empty where it was too long to be kept
     * @param text exactly the slice of the extracted text from {@code start} to {@code end}
     * @param pages the first and the last page; empty where the format has none
     * @param tokens that the embedding model read, special ones included
     */
    public record ListedChunk(
            String chunkId,
            int ordinal,
            int passage,
            String header,
            String gap,
            String text,
            int start,
            int end,
            List<Integer> pages,
            List<String> headings,
            int tokens) {

        static ListedChunk of(PublishedChunk chunk) {
            return new ListedChunk(
                    ChunkIds.of(chunk.key()),
                    chunk.key().ordinal(),
                    chunk.passage(),
                    chunk.header(),
                    chunk.gap(),
                    chunk.text(),
                    chunk.start(),
                    chunk.end(),
                    chunk.pages(),
                    chunk.headings(),
                    chunk.tokens());
        }
    }
}
