package io.dromedary.search;

import io.dromedary.index.ChunkKey;
import io.dromedary.index.EmbeddingSpace;
import io.dromedary.index.FilteredDocuments;
import io.dromedary.index.KeywordIndex;
import io.dromedary.index.KeywordScores;
import io.dromedary.index.Neighbour;
import io.dromedary.index.PublishedChunks;
import io.dromedary.index.PublishedChunks.PublishedChunk;
import io.dromedary.index.Terms;
import io.dromedary.index.VectorIndex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Finds the chunks that answer a question best. Thread-safe.
 *
 * <p>In mode {@code hybrid} the score is the mean of shares of the best: the cosine of the chunk's vector, and the BM25
 * of the chunk, of its passage, which counts twice, and of its passage with the two beside it. Candidates are the
 * nearest by vector and the best by words; each gets its exact score. docs/search.md says more.
 *
 * <p>Vectors, words and texts are of one snapshot: a document that is replaced at this moment is found in its old
 * version or in its new one, never in both, and never in none.
 */
@Component
public class Ranking {

    private final VectorIndex vectors;
    private final KeywordIndex keywords;
    private final PublishedChunks chunks;
    private final FilteredDocuments documents;
    private final EmbeddingSpace space;

    Ranking(
            VectorIndex vectors,
            KeywordIndex keywords,
            PublishedChunks chunks,
            FilteredDocuments documents,
            EmbeddingSpace space) {
        this.vectors = vectors;
        this.keywords = keywords;
        this.chunks = chunks;
        this.documents = documents;
        this.space = space;
    }

    /**
     * The best chunks, at most as many as the request wants. A text that stands several times in a document is found
     * once, where it stands first.
     *
     * @param vector of the question; null in mode {@code keyword}
     */
    public List<Ranked> rank(UUID tenantId, SearchRequest request, float @Nullable [] vector) {
        int pool = 5 * request.limit() + 50;
        return vectors.inSnapshot(tenantId, nearest -> {
            Set<UUID> within = documents.matching(tenantId, request.filter());
            List<Neighbour> near = vector == null ? List.of() : nearest.to(vector, pool, within);
            Map<ChunkKey, Double> scores = scores(tenantId, request, vector, near, within, pool);
            return best(chunks.find(tenantId, scores.keySet()), scores, request.limit());
        });
    }

    private Map<ChunkKey, Double> scores(
            UUID tenantId,
            SearchRequest request,
            float @Nullable [] vector,
            List<Neighbour> near,
            @Nullable Set<UUID> within,
            int pool) {
        if (vector != null && request.mode() == SearchMode.HYBRID) {
            return hybrid(tenantId, request, vector, near, within, pool);
        }
        Map<ChunkKey, Double> scores = new LinkedHashMap<>();
        near.forEach(neighbour -> scores.put(neighbour.key(), (double) neighbour.score()));
        if (vector == null) {
            KeywordScores words = keywords.scores(tenantId, Terms.of(request.query()), within);
            words.best(pool).forEach(key -> scores.put(key, words.of(key) / KeywordScores.MAX));
        }
        return scores;
    }

    private Map<ChunkKey, Double> hybrid(
            UUID tenantId,
            SearchRequest request,
            float[] vector,
            List<Neighbour> near,
            @Nullable Set<UUID> within,
            int pool) {
        KeywordScores words = keywords.scores(tenantId, Terms.of(request.query()), within);
        Map<ChunkKey, Float> cosines = new HashMap<>();
        near.forEach(neighbour -> cosines.put(neighbour.key(), neighbour.score()));
        Set<ChunkKey> candidates = new LinkedHashSet<>(cosines.keySet());
        candidates.addAll(words.best(pool));
        Set<ChunkKey> missing = new LinkedHashSet<>(candidates);
        missing.removeAll(cosines.keySet());
        cosines.putAll(chunks.similarities(tenantId, space, vector, missing));
        float best = near.isEmpty() ? 1 : Math.max(near.get(0).score(), Float.MIN_NORMAL);
        Map<ChunkKey, Double> scores = new LinkedHashMap<>();
        for (ChunkKey key : candidates) {
            double nearness = Math.max(0, cosines.getOrDefault(key, 0f)) / best;
            scores.put(key, (nearness + words.of(key)) / (1 + KeywordScores.MAX));
        }
        return scores;
    }

    private static List<Ranked> best(Map<ChunkKey, PublishedChunk> found, Map<ChunkKey, Double> scores, int limit) {
        record Text(UUID documentId, String text) {}
        Map<Text, Ranked> byText = new HashMap<>();
        found.forEach((key, chunk) -> byText.merge(
                new Text(key.documentId(), chunk.text()),
                new Ranked(chunk, scores.getOrDefault(key, 0.0).floatValue()),
                Ranking::firstPlaceBestScore));
        List<Ranked> ranked = new ArrayList<>(byText.values());
        ranked.sort(Comparator.comparingDouble(Ranked::score)
                .reversed()
                .thenComparing(hit -> hit.chunk().key().documentId())
                .thenComparing(hit -> hit.chunk().start()));
        return ranked.subList(0, Math.min(limit, ranked.size()));
    }

    private static Ranked firstPlaceBestScore(Ranked one, Ranked other) {
        Ranked first = one.chunk().start() < other.chunk().start() ? one : other;
        return new Ranked(first.chunk(), Math.max(one.score(), other.score()));
    }
}
