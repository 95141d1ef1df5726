package io.dromedary.chunk;

import java.util.List;

/**
 * Groups the chunks of a document into passages, one after the other: a passage ends when it is full, and before
 * another section unless it is small.
 */
final class Passages {

    private final int targetTokens;
    private List<String> headings = List.of();
    private int tokens;
    private int passage;

    Passages(int targetTokens) {
        this.targetTokens = targetTokens;
    }

    /** The number of the passage that the next chunk belongs to, from 0. */
    int of(List<String> chunkHeadings, int chunkTokens) {
        boolean full = tokens > 0 && tokens + chunkTokens > targetTokens;
        boolean over = tokens > targetTokens / 4 && !chunkHeadings.equals(headings);
        if (full || over) {
            passage++;
            tokens = 0;
        }
        tokens += chunkTokens;
        headings = chunkHeadings;
        return passage;
    }
}
