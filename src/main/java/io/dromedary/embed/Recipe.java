package io.dromedary.embed;

import dev.langchain4j.model.embedding.EmbeddingModel;
import io.dromedary.chunk.Chunker;
import io.dromedary.index.EmbeddingSpace;
import io.dromedary.index.Generation;
import io.dromedary.provider.EmbeddingGovernor;
import io.dromedary.provider.ProviderProperties;

/**
 * How this process can make an index: how documents are cut, and who embeds the chunks.
 *
 * @param name {@code main}, or {@code next}
 * @param modelBean the name of the model among the beans
 * @param prices of the provider
 */
record Recipe(
        String name,
        String modelBean,
        EmbeddingSpace space,
        EmbeddingModelInfo info,
        Chunker chunker,
        EmbeddingModel model,
        EmbeddingGovernor governor,
        ProviderProperties prices) {

    /** The same model, with other chunks. */
    Recipe cutBy(String other, Chunker otherChunker) {
        return new Recipe(other, modelBean, space, info, otherChunker, model, governor, prices);
    }

    /** Whether the generation was made like this. */
    boolean makes(Generation generation) {
        return space.equals(generation.space()) && chunker.sizes().equals(generation.chunking());
    }

    /** The generation, as this recipe goes on with it. */
    Generation in(int generation) {
        return new Generation(generation, space, chunker.sizes());
    }
}
