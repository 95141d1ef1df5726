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
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Finds the chunks that answer a question best. Thread-safe.
 *
 * <p>In mode {@code hybrid} the score is the mean of shares of the best: the cosine of the chunk's vector, and the BM25
 * of the chunk, of its passage, which counts twice, and of its passage with the two beside it. Candidates are the
 * nearest by vector and the best by words; each gets its exact score. docs/search.md says more.
 *
 * <p>Words, texts and missing vectors are read in one snapshot. The vector index may be ahead of it or behind: when a
 * chunk of it is not what readers see, a document was just replaced or deleted, and the search is done again.
 */
@Component
public class Ranking {

    private static final int TRIES = 3;

    private final VectorIndex vectors;
    private final KeywordIndex keywords;
    private final PublishedChunks chunks;
    private final FilteredDocuments documents;
    private final EmbeddingSpace space;
    private final TransactionTemplate snapshot;

    Ranking(
            VectorIndex vectors,
            KeywordIndex keywords,
            PublishedChunks chunks,
            FilteredDocuments documents,
            EmbeddingSpace space,
            PlatformTransactionManager transactions) {
        this.vectors = vectors;
        this.keywords = keywords;
        this.chunks = chunks;
        this.documents = documents;
        this.space = space;
        this.snapshot = new TransactionTemplate(transactions);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        snapshot.setReadOnly(true);
    }

    /**
     * The best chunks, at most as many as the request wants. A text that stands several times in a document is found
     * once, where it stands first.
     *
     * @param vector of the question; null in mode {@code keyword}
     */
    public List<Ranked> rank(UUID tenantId, SearchRequest request, float @Nullable [] vector) {
        int pool = 5 * request.limit() + 50;
        for (int left = TRIES; ; left--) {
            Set<UUID> within = documents.matching(tenantId, request.filter());
            List<Neighbour> near = vector == null ? List.of() : vectors.nearest(tenantId, vector, pool, within);
            Answer answer = snapshot.execute(status -> answer(tenantId, request, vector, near, within, pool));
            if (answer == null) {
                throw new IllegalStateException("A transaction without a result");
            }
            if (answer.gone().isEmpty() || left == 1) {
                return answer.ranked();
            }
            vectors.forget(tenantId, answer.gone());
        }
    }

    private record Answer(List<Ranked> ranked, List<ChunkKey> gone) {}

    private Answer answer(
            UUID tenantId,
            SearchRequest request,
            float @Nullable [] vector,
            List<Neighbour> near,
            @Nullable Set<UUID> within,
            int pool) {
        Map<ChunkKey, Double> scores = request.mode() == SearchMode.VECTOR || vector == null
                ? new LinkedHashMap<>()
                : hybrid(tenantId, request, vector, near, within, pool);
        if (request.mode() == SearchMode.VECTOR) {
            near.forEach(neighbour -> scores.put(neighbour.key(), (double) neighbour.score()));
        } else if (vector == null) {
            KeywordScores words = keywords.scores(tenantId, Terms.of(request.query()), within);
            words.best(pool).forEach(key -> scores.put(key, words.of(key) / KeywordScores.MAX));
        }
        Map<ChunkKey, PublishedChunk> found = chunks.find(tenantId, scores.keySet());
        List<ChunkKey> gone = near.stream()
                .map(Neighbour::key)
                .filter(key -> !found.containsKey(key))
                .toList();
        return new Answer(best(found, scores, request.limit()), gone);
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
