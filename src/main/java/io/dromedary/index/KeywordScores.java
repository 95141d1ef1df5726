package io.dromedary.index;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.UUID;

/**
 * How well each chunk matches the words of a question: the sum of the {@link Bm25} of the chunk, twice that of its
 * passage, and that of its passage with the two beside it, each as a share of the best there is. So between 0 and 4.
 * The weights are those of docs/retrieval.md.
 */
public final class KeywordScores {

    private static final int PASSAGE_WEIGHT = 2;

    /** The best that a chunk can have. */
    public static final int MAX = 1 + PASSAGE_WEIGHT + 1;

    private final Map<UUID, KeywordDocument> documents;
    private double bestChunk;
    private double bestPassage;
    private double bestSurroundings;

    KeywordScores(Map<UUID, KeywordDocument> documents) {
        this.documents = documents;
        for (KeywordDocument document : documents.values()) {
            for (int chunk = 0; chunk < document.chunks(); chunk++) {
                bestChunk = Math.max(bestChunk, document.chunkScore(chunk));
                bestPassage = Math.max(bestPassage, document.passageScore(chunk));
                bestSurroundings = Math.max(bestSurroundings, document.surroundingScore(chunk));
            }
        }
    }

    /** Zero for a chunk without any word of the question near it. */
    public double of(ChunkKey key) {
        KeywordDocument document = documents.get(key.documentId());
        if (document == null || document.version() != key.version() || key.ordinal() >= document.chunks()) {
            return 0;
        }
        return score(document, key.ordinal());
    }

    /** The chunks that match best, at most so many, best first. */
    public List<ChunkKey> best(int limit) {
        record Scored(ChunkKey key, double score) {}
        PriorityQueue<Scored> best = new PriorityQueue<>(Comparator.comparingDouble(Scored::score));
        for (KeywordDocument document : documents.values()) {
            for (int chunk = 0; chunk < document.chunks(); chunk++) {
                double score = score(document, chunk);
                if (score > 0 && (best.size() < limit || score > best.peek().score())) {
                    best.add(new Scored(new ChunkKey(document.id(), document.version(), chunk), score));
                    if (best.size() > limit) {
                        best.poll();
                    }
                }
            }
        }
        List<Scored> sorted = new ArrayList<>(best);
        sorted.sort(Comparator.comparingDouble(Scored::score).reversed());
        return sorted.stream().map(Scored::key).toList();
    }

    private double score(KeywordDocument document, int chunk) {
        return share(document.chunkScore(chunk), bestChunk)
                + PASSAGE_WEIGHT * share(document.passageScore(chunk), bestPassage)
                + share(document.surroundingScore(chunk), bestSurroundings);
    }

    /** The BM25 of the chunk alone. */
    double bm25(ChunkKey key) {
        KeywordDocument document = documents.get(key.documentId());
        return document == null ? 0 : document.chunkScore(key.ordinal());
    }

    private static double share(double score, double best) {
        return best == 0 ? 0 : score / best;
    }
}
