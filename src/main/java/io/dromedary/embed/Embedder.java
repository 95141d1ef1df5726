package io.dromedary.embed;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import io.dromedary.chunk.Chunk;
import io.dromedary.index.ContentHash;
import io.dromedary.index.EmbeddedChunk;
import io.dromedary.index.Embeddings;
import io.dromedary.job.Claim;
import io.dromedary.job.EmbeddingUse;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Gives each chunk of a batch its vector. Texts that the tenant has a vector of, from an earlier attempt or another
 * version, are not embedded again, nor is a text twice in one batch.
 */
@Component
public class Embedder {

    private final Recipes recipes;
    private final Embeddings known;
    private final EmbeddingUse use;

    Embedder(Recipes recipes, Embeddings known, EmbeddingUse use) {
        this.recipes = recipes;
        this.known = known;
        this.use = use;
    }

    /**
     * For the generation that the attempt works for. One call of the model for all that is new in the batch, recorded
     * with its cost; none if nothing is.
     */
    public EmbeddedBatch embed(Claim claim, List<Chunk> batch) {
        Recipe recipe = recipes.of(claim.generation());
        return embed(claim, recipe, batch, find(claim.tenantId(), recipe, batch));
    }

    private Map<ContentHash, float[]> find(UUID tenantId, Recipe recipe, List<Chunk> batch) {
        return known.find(tenantId, recipe.space(), texts(batch).keySet());
    }

    private static Map<ContentHash, Chunk> texts(List<Chunk> batch) {
        Map<ContentHash, Chunk> texts = new LinkedHashMap<>();
        batch.forEach(chunk -> texts.putIfAbsent(ContentHash.of(chunk.embeddedText()), chunk));
        return texts;
    }

    private EmbeddedBatch embed(Claim claim, Recipe recipe, List<Chunk> batch, Map<ContentHash, float[]> found) {
        Result result = embed(claim.generation(), recipe, batch, found);
        if (result.tokens > 0 || !result.batch.refused().isEmpty()) {
            use.record(claim, recipe.space().id(), result.use(recipe));
        }
        return result.batch;
    }

    /** Likewise for any generation, outside of a job's account. */
    public EmbeddedBatch embed(UUID tenantId, int generation, List<Chunk> batch) {
        Recipe recipe = recipes.of(generation);
        Result result = embed(generation, recipe, batch, find(tenantId, recipe, batch));
        if (result.tokens > 0) {
            use.record(tenantId, recipe.space().id(), result.use(recipe));
        }
        return result.batch;
    }

    private record Result(EmbeddedBatch batch, long tokens) {

        EmbeddingUse.Batch use(Recipe recipe) {
            return new EmbeddingUse.Batch(tokens, recipe.prices().cost(tokens), batch.refused());
        }
    }

    private static Result embed(int generation, Recipe recipe, List<Chunk> batch, Map<ContentHash, float[]> found) {
        Map<ContentHash, Chunk> texts = texts(batch);
        Map<ContentHash, float[]> vectors = new HashMap<>(found);
        texts.keySet().removeAll(vectors.keySet());
        long tokens = texts.isEmpty() ? 0 : embedNew(recipe.model(), texts, vectors);
        List<EmbeddedChunk> embedded =
                batch.stream().map(chunk -> embedded(chunk, vectors)).toList();
        return new Result(new EmbeddedBatch(recipe.in(generation), embedded), tokens);
    }

    /** Likewise for a tenant that keeps nothing: no text is looked for among those that are known. */
    public EmbeddedBatch embedAlone(Claim claim, List<Chunk> batch) {
        return embed(claim, recipes.of(claim.generation()), batch, Map.of());
    }

    /** The tokens that the model read. */
    private static long embedNew(
            EmbeddingModel model, Map<ContentHash, Chunk> texts, Map<ContentHash, float[]> vectors) {
        List<TextSegment> segments = texts.values().stream()
                .map(chunk -> (TextSegment) new TokenizedText(chunk.embeddedText(), chunk.ids()))
                .toList();
        Response<List<Embedding>> response = model.embedAll(segments);
        List<Embedding> embeddings = response.content();
        int i = 0;
        for (ContentHash hash : texts.keySet()) {
            vectors.put(hash, embeddings.get(i++).vector());
        }
        return response.tokenUsage() == null ? 0 : response.tokenUsage().inputTokenCount();
    }

    private static EmbeddedChunk embedded(Chunk chunk, Map<ContentHash, float[]> vectors) {
        ContentHash hash = ContentHash.of(chunk.embeddedText());
        float[] vector = vectors.get(hash);
        if (vector == null) {
            throw new IllegalStateException("The model returned fewer vectors than texts");
        }
        return new EmbeddedChunk(
                chunk.ordinal(),
                chunk.passage(),
                chunk.header(),
                chunk.gap(),
                chunk.text(),
                chunk.start(),
                chunk.end(),
                chunk.firstPage(),
                chunk.lastPage(),
                chunk.headings(),
                chunk.tokens(),
                hash,
                vector);
    }
}
