package io.dromedary.index;

import java.util.List;

/**
 * A chunk of a document with its vector.
 *
 * @param ordinal its place in the document, from 0
 * @param passage the run of chunks that it lies in, from 0
 * @param header what is embedded and indexed above the text; empty for most
 * @param gap the white space between the chunk before and this one
 * @param text the exact slice of the extracted text from {@code start} to {@code end}
 * @param start first code point
 * @param end code point after the last
 * @param firstPage 1-based, or 0 where the format has no pages
 * @param lastPage likewise
 * @param headings the path to it, outermost first
 * @param tokens as the embedding model counts them
 * @param hash of what was embedded, header and text
 * @param vector of unit length
 */
public record EmbeddedChunk(
        int ordinal,
        int passage,
        String header,
        String gap,
        String text,
        int start,
        int end,
        int firstPage,
        int lastPage,
        List<String> headings,
        int tokens,
        ContentHash hash,
        float[] vector) {

    /** A chunk without a header, in the first passage. */
    public EmbeddedChunk(
            int ordinal,
            String text,
            int start,
            int end,
            int firstPage,
            int lastPage,
            List<String> headings,
            int tokens,
            ContentHash hash,
            float[] vector) {
        this(ordinal, 0, "", "", text, start, end, firstPage, lastPage, headings, tokens, hash, vector);
    }
}
