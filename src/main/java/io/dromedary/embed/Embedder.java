package io.dromedary.embed;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import io.dromedary.chunk.Chunk;
import io.dromedary.index.ContentHash;
import io.dromedary.index.EmbeddedChunk;
import io.dromedary.index.EmbeddingSpace;
import io.dromedary.index.Embeddings;
import io.dromedary.job.Claim;
import io.dromedary.job.EmbeddingUse;
import io.dromedary.provider.ProviderProperties;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Gives each chunk of a batch its vector. Texts that the tenant has a vector of, from an earlier attempt or another
 * version, are not embedded again, nor is a text twice in one batch.
 */
@Component
public class Embedder {

    private final EmbeddingModel model;
    private final Embeddings known;
    private final EmbeddingSpace space;
    private final EmbeddingUse use;
    private final ProviderProperties prices;

    Embedder(
            EmbeddingModel model, Embeddings known, EmbeddingSpace space, EmbeddingUse use, ProviderProperties prices) {
        this.model = model;
        this.known = known;
        this.space = space;
        this.use = use;
        this.prices = prices;
    }

    /** One call of the model for all that is new in the batch, recorded with its cost; none if nothing is. */
    public EmbeddedBatch embed(Claim claim, List<Chunk> batch) {
        return embed(
                claim, batch, known.find(claim.tenantId(), space, texts(batch).keySet()));
    }

    private static Map<ContentHash, Chunk> texts(List<Chunk> batch) {
        Map<ContentHash, Chunk> texts = new LinkedHashMap<>();
        batch.forEach(chunk -> texts.putIfAbsent(ContentHash.of(chunk.embeddedText()), chunk));
        return texts;
    }

    private EmbeddedBatch embed(Claim claim, List<Chunk> batch, Map<ContentHash, float[]> found) {
        Map<ContentHash, Chunk> texts = texts(batch);
        Map<ContentHash, float[]> vectors = new HashMap<>(found);
        texts.keySet().removeAll(vectors.keySet());
        long tokens = texts.isEmpty() ? 0 : embedNew(texts, vectors);
        EmbeddedBatch embedded = new EmbeddedBatch(
                space, batch.stream().map(chunk -> embedded(chunk, vectors)).toList());
        if (tokens > 0 || !embedded.refused().isEmpty()) {
            use.record(claim, space.id(), new EmbeddingUse.Batch(tokens, prices.cost(tokens), embedded.refused()));
        }
        return embedded;
    }

    /** Likewise for a tenant that keeps nothing: no text is looked for among those that are known. */
    public EmbeddedBatch embedAlone(Claim claim, List<Chunk> batch) {
        return embed(claim, batch, Map.of());
    }

    /** The tokens that the model read. */
    private long embedNew(Map<ContentHash, Chunk> texts, Map<ContentHash, float[]> vectors) {
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
