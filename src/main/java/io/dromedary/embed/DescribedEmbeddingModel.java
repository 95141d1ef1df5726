package io.dromedary.embed;

import dev.langchain4j.model.embedding.EmbeddingModel;

/** A model that says what its vectors may be compared with. */
interface DescribedEmbeddingModel extends EmbeddingModel {

    EmbeddingModelInfo info();

    /** Prepares what the first text would have to wait for. */
    default void load() {
        // A provider is ready.
    }
}
