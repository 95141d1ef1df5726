package io.dromedary.embed;

import io.dromedary.index.EmbeddingSpace;
import io.dromedary.index.Embeddings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The embedding model of the process, the default provider: no network, no key. */
@Configuration(proxyBeanMethods = false)
class EmbedConfiguration {

    @Bean
    WordPieceTokenizer tokenizer() {
        return new WordPieceTokenizer();
    }

    @Bean
    OnnxEmbeddingModel embeddingModel(WordPieceTokenizer tokenizer, EmbeddingProperties properties) {
        return new OnnxEmbeddingModel(tokenizer, properties.threads());
    }

    @Bean
    EmbeddingModelInfo embeddingModelInfo(OnnxEmbeddingModel model) {
        return model.info();
    }

    @Bean
    EmbeddingSpace embeddingSpace(Embeddings embeddings, EmbeddingModelInfo model) {
        return embeddings.space(model.name(), model.runtime(), model.options(), model.dimensions());
    }
}
