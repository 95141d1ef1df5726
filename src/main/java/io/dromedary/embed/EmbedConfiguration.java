package io.dromedary.embed;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The embedding model of the process, the default provider: no network, no key. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EmbeddingProperties.class)
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
}
