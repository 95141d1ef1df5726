package io.dromedary.index;

/**
 * Okapi BM25 as Robertson and Zaragoza give it ("The Probabilistic Relevance Framework", 2009), with the inverse
 * document frequency of Lucene, which is never negative:
 *
 * <pre>
 * idf(t) = ln(1 + (N - n(t) + 0.5) / (n(t) + 0.5))
 * score  = sum over t of idf(t) * f * (k1 + 1) / (f + k1 * (1 - b + b * words / mean words))
 * </pre>
 *
 * <p>N chunks in all, n(t) of them with the word t, f times in the text that is scored. Passages are scored by the same
 * formula with their own lengths; the frequencies are those of the chunks. k1 and b are those of Anserini.
 *
 * @param chunks of the tenant
 * @param passages of the tenant
 * @param words of all chunks
 * @see <a href="https://doi.org/10.1561/1500000019">the paper</a>
 */
record Bm25(long chunks, long passages, long words) {

    private static final double K1 = 0.9;
    private static final double B = 0.4;
    /** A passage and its two neighbours. */
    private static final int SURROUNDINGS = 3;

    /** What a word is worth that so many chunks have. */
    double idf(long chunksWithIt) {
        return Math.log(1 + (chunks - chunksWithIt + 0.5) / (chunksWithIt + 0.5));
    }

    double ofChunk(int times, int length) {
        return weight(times, length, (double) words / chunks);
    }

    double ofPassage(int times, int length) {
        return weight(times, length, (double) words / passages);
    }

    double ofSurroundings(int times, int length) {
        return weight(times, length, (double) SURROUNDINGS * words / passages);
    }

    private static double weight(int times, int length, double meanLength) {
        return times * (K1 + 1) / (times + K1 * (1 - B + B * length / meanLength));
    }
}
