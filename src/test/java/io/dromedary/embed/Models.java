package io.dromedary.embed;

import dev.langchain4j.model.embedding.EmbeddingModel;
import io.dromedary.chunk.Tokenizer;

/** The model of the process without the service around it. */
public final class Models {

    private static final WordPieceTokenizer TOKENIZER = new WordPieceTokenizer();

    private Models() {}

    public static Tokenizer tokenizer() {
        return TOKENIZER;
    }

    /** Lives as long as the process. */
    public static EmbeddingModel embedding(int threads) {
        return new OnnxEmbeddingModel(TOKENIZER, threads);
    }
}
