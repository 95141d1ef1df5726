package io.dromedary.embed;

/** Knows by which model each generation of the index is embedded. Thread-safe. */
@FunctionalInterface
public interface GenerationModels {

    /**
     * What made, and makes, the vectors of a generation.
     *
     * @throws io.dromedary.error.Failure.Transient when this process is not configured for the generation
     */
    EmbeddingModelInfo modelOf(int generation);
}
