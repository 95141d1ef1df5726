package io.dromedary.embed;

import io.dromedary.chunk.Tokenizer;
import io.dromedary.index.EmbeddingSpace;
import io.dromedary.index.Embeddings;
import io.dromedary.provider.EmbeddingGovernor;
import io.dromedary.provider.Governor;
import io.dromedary.provider.ProviderKind;
import io.dromedary.provider.ProviderProperties;
import io.dromedary.provider.RemoteProvider;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The embedding model: that of the process, which needs no network and no key, or a remote provider. */
@Configuration(proxyBeanMethods = false)
class EmbedConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(EmbedConfiguration.class);

    @Bean
    Tokenizer tokenizer(ProviderProperties provider) {
        return provider.kind() == ProviderKind.ONNX
                ? new WordPieceTokenizer()
                : new BytePairTokenizer(new RemoteProvider(provider).maxChunkTokens());
    }

    @Bean
    DescribedEmbeddingModel embeddingModel(
            ProviderProperties provider,
            EmbeddingProperties properties,
            Tokenizer tokenizer,
            EmbeddingGovernor governor) {
        return governor instanceof Governor remote
                ? new RemoteEmbeddingModel(new RemoteProvider(provider), remote, tokenizer)
                : new OnnxEmbeddingModel((WordPieceTokenizer) tokenizer, properties.threads());
    }

    @Bean
    EmbeddingModelInfo embeddingModelInfo(DescribedEmbeddingModel model) {
        return model.info();
    }

    @Bean
    EmbeddingSpace embeddingSpace(Embeddings embeddings, EmbeddingModelInfo model) {
        EmbeddingSpace space = embeddings.space(model.name(), model.runtime(), model.options(), model.dimensions());
        List<String> others = embeddings.othersInUse(space);
        if (!others.isEmpty()) {
            LOG.warn(
                    "Vectors of {} ({} dimensions) are not comparable with those of {}: documents embedded by them are"
                            + " found by their words only, until they are uploaded again",
                    model.name(),
                    model.dimensions(),
                    others);
        }
        return space;
    }
}
