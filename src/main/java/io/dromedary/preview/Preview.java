package io.dromedary.preview;

import io.dromedary.chunk.Chunk;
import java.math.BigDecimal;
import java.util.List;

/**
 * How a document would be cut.
 *
 * @param pages that it has; 0 where the format has none
 * @param chunkCount of the whole document
 * @param tokens that the model would read for all chunks, special ones included
 * @param cost of embedding them, at the price that the operator configured
 * @param chunks the first of them
 */
public record Preview(
        String mediaType, int pages, int chunkCount, long tokens, BigDecimal cost, List<PreviewChunk> chunks) {

    /**
     * A chunk as it would be found.
     *
     * @param passage the run of chunks that it lies in, from 0
     * @param header what would be embedded and indexed above the text; empty for most
     * @param pages the first and the last page; empty where the format has none
     */
    public record PreviewChunk(
            int ordinal,
            int passage,
            String header,
            String text,
            int start,
            int end,
            List<Integer> pages,
            List<String> headings,
            int tokens) {

        static PreviewChunk of(Chunk chunk) {
            return new PreviewChunk(
                    chunk.ordinal(),
                    chunk.passage(),
                    chunk.header(),
                    chunk.text(),
                    chunk.start(),
                    chunk.end(),
                    chunk.firstPage() == 0 ? List.of() : List.of(chunk.firstPage(), chunk.lastPage()),
                    chunk.headings(),
                    chunk.tokens());
        }
    }
}
