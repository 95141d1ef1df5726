package io.dromedary.index;

import java.util.Arrays;
import java.util.UUID;

/**
 * How often the words of a question occur in the chunks of a published document, while they are read; then its scores.
 */
final class KeywordDocument {

    private final UUID id;
    private final int version;
    private final int[] words;
    private final int[] passages;
    private final double[] chunkScores;
    private final double[] passageScores;
    private final double[] surroundingScores;
    private final int[] passageWords;

    /** @param lengths for each chunk its words and its passage, as {@link Varints} */
    KeywordDocument(UUID id, int version, int chunks, int passageCount, byte[] lengths) {
        this.id = id;
        this.version = version;
        this.words = new int[chunks];
        this.passages = new int[chunks];
        this.passageWords = new int[passageCount];
        Varints.Reader reader = new Varints.Reader(lengths);
        for (int i = 0; i < chunks; i++) {
            words[i] = reader.next();
            passages[i] = reader.next();
            passageWords[passages[i]] += words[i];
        }
        chunkScores = new double[chunks];
        passageScores = new double[passageCount];
        surroundingScores = new double[passageCount];
    }

    UUID id() {
        return id;
    }

    int version() {
        return version;
    }

    int chunks() {
        return words.length;
    }

    /** Adds what one word of the question is worth, in every chunk, passage and surroundings that have it. */
    void add(byte[] occurrences, Bm25 bm25, double weight) {
        int[] inPassage = new int[passageWords.length];
        Varints.Reader reader = new Varints.Reader(occurrences);
        int next = 0;
        while (reader.hasNext()) {
            int chunk = next + reader.next();
            int times = reader.next();
            next = chunk + 1;
            chunkScores[chunk] += weight * bm25.ofChunk(times, words[chunk]);
            inPassage[passages[chunk]] += times;
        }
        for (int passage = 0; passage < inPassage.length; passage++) {
            int around = around(inPassage, passage);
            if (around > 0) {
                passageScores[passage] += weight * bm25.ofPassage(inPassage[passage], passageWords[passage]);
                surroundingScores[passage] += weight * bm25.ofSurroundings(around, around(passageWords, passage));
            }
        }
    }

    /** The sum over a passage and its two neighbours. */
    private static int around(int[] numbers, int passage) {
        return Arrays.stream(numbers, Math.max(0, passage - 1), Math.min(numbers.length, passage + 2))
                .sum();
    }

    double chunkScore(int chunk) {
        return chunkScores[chunk];
    }

    double passageScore(int chunk) {
        return passageScores[passages[chunk]];
    }

    double surroundingScore(int chunk) {
        return surroundingScores[passages[chunk]];
    }
}
