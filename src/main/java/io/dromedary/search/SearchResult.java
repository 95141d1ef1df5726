package io.dromedary.search;

import io.dromedary.index.PublishedDocuments.PublishedDocument;
import java.util.List;
import java.util.UUID;

/**
 * What a search found.
 *
 * @param hits best first
 * @param documents those that the hits are of, in the order of their best hits
 */
public record SearchResult(List<Hit> hits, List<PublishedDocument> documents) {

    /**
     * A passage.
     *
     * @param chunkId names the chunk, of several the first, within its version of the document
     * @param text exactly the slice of the extracted text from {@code start} to {@code end}
     * @param score from 0 to 1, or the cosine similarity in mode {@code vector}
     * @param start first code point
     * @param end code point after the last
     * @param pages the first and the last page; empty where the format has none
     * @param headings the path to the passage, outermost first
     */
    public record Hit(
            UUID documentId,
            String chunkId,
            String text,
            float score,
            int start,
            int end,
            List<Integer> pages,
            List<String> headings) {}
}
