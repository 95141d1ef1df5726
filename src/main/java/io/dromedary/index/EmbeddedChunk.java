package io.dromedary.index;

import java.util.List;

/**
 * A passage of a document with its vector.
 *
 * @param ordinal its place in the document, from 0
 * @param text the exact slice of the extracted text from {@code start} to {@code end}
 * @param start first code point
 * @param end code point after the last
 * @param firstPage 1-based, or 0 where the format has no pages
 * @param lastPage likewise
 * @param headings the path to it, outermost first
 * @param tokens as the embedding model counts them
 * @param hash of the text
 * @param vector of unit length
 */
public record EmbeddedChunk(
        int ordinal,
        String text,
        int start,
        int end,
        int firstPage,
        int lastPage,
        List<String> headings,
        int tokens,
        ContentHash hash,
        float[] vector) {}
