package io.dromedary.search;

import io.dromedary.index.ChunkKey;
import io.dromedary.index.FilteredDocuments;
import io.dromedary.index.Generation;
import io.dromedary.index.Generations;
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
import java.util.Optional;
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
 * <p>Vectors, words and texts are of one snapshot, and of the generation that is active in it: a document that is
 * replaced at this moment is found in its old version or in its new one, never in both, and never in none.
 */
@Component
public class Ranking {

    private final VectorIndex vectors;
    private final KeywordIndex keywords;
    private final PublishedChunks chunks;
    private final FilteredDocuments documents;
    private final Generations generations;

    Ranking(
            VectorIndex vectors,
            KeywordIndex keywords,
            PublishedChunks chunks,
            FilteredDocuments documents,
            Generations generations) {
        this.vectors = vectors;
        this.keywords = keywords;
        this.chunks = chunks;
        this.documents = documents;
        this.generations = generations;
    }

    /**
     * The best chunks, at most as many as the request wants. A text that stands several times in a document is found
     * once, where it stands first.
     *
     * @param vector of the question; null in mode {@code keyword}
     * @return nothing when the vector is not of the generation that is active now
     */
    public Optional<List<Ranked>> rank(UUID tenantId, SearchRequest request, @Nullable QueryVector vector) {
        int pool = 5 * request.limit() + 50;
        return vectors.inSnapshot(tenantId, nearest -> {
            Generation active = generations.active();
            Generation generation = vector == null ? active : vector.generation();
            if (generation.id() != active.id()) {
                return Optional.empty();
            }
            Set<UUID> within = documents.matching(tenantId, request.filter());
            float[] query = vector == null ? null : vector.components();
            List<Neighbour> near = query == null ? List.of() : nearest.to(generation, query, pool, within);
            Map<ChunkKey, Double> scores =
                    scores(new Question(tenantId, generation, request, query, within, pool), near);
            return Optional.of(best(chunks.find(tenantId, generation.id(), scores.keySet()), scores, request.limit()));
        });
    }

    @SuppressWarnings("ArrayRecordComponent") // lives for one call
    private record Question(
            UUID tenantId,
            Generation generation,
            SearchRequest request,
            float @Nullable [] vector,
            @Nullable Set<UUID> within,
            int pool) {}

    private Map<ChunkKey, Double> scores(Question question, List<Neighbour> near) {
        float[] vector = question.vector;
        if (vector != null && question.request.mode() == SearchMode.HYBRID) {
            return hybrid(question, vector, near);
        }
        Map<ChunkKey, Double> scores = new LinkedHashMap<>();
        near.forEach(neighbour -> scores.put(neighbour.key(), (double) neighbour.score()));
        if (vector == null) {
            KeywordScores words = words(question);
            words.best(question.pool).forEach(key -> scores.put(key, words.of(key) / KeywordScores.MAX));
        }
        return scores;
    }

    private KeywordScores words(Question question) {
        return keywords.scores(
                question.tenantId, question.generation.id(), Terms.of(question.request.query()), question.within);
    }

    private Map<ChunkKey, Double> hybrid(Question question, float[] vector, List<Neighbour> near) {
        KeywordScores words = words(question);
        Map<ChunkKey, Float> cosines = new HashMap<>();
        near.forEach(neighbour -> cosines.put(neighbour.key(), neighbour.score()));
        Set<ChunkKey> candidates = new LinkedHashSet<>(cosines.keySet());
        candidates.addAll(words.best(question.pool));
        Set<ChunkKey> missing = new LinkedHashSet<>(candidates);
        missing.removeAll(cosines.keySet());
        cosines.putAll(chunks.similarities(question.tenantId, question.generation, vector, missing));
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
