package io.dromedary.embed;

import io.dromedary.chunk.ChunkProperties;
import io.dromedary.chunk.Chunker;
import io.dromedary.chunk.Tokenizer;
import io.dromedary.index.EmbeddingSpace;
import io.dromedary.index.Embeddings;
import io.dromedary.index.Generations;
import io.dromedary.provider.EmbeddingGovernor;
import io.dromedary.provider.EmbeddingGovernors;
import io.dromedary.provider.Governor;
import io.dromedary.provider.ProviderKind;
import io.dromedary.provider.ProviderProperties;
import io.dromedary.provider.RemoteProvider;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/**
 * The embedding model: that of the process, which needs no network and no key, or a remote provider. And the second
 * one, while a second index is made or kept.
 */
@Configuration(proxyBeanMethods = false)
class EmbedConfiguration {

    @Bean
    Tokenizer tokenizer(ProviderProperties provider) {
        return tokenizerOf(provider);
    }

    private static Tokenizer tokenizerOf(ProviderProperties provider) {
        return provider.kind() == ProviderKind.ONNX
                ? new WordPieceTokenizer()
                : new BytePairTokenizer(new RemoteProvider(provider).maxChunkTokens());
    }

    @Bean
    @Primary
    DescribedEmbeddingModel embeddingModel(
            ProviderProperties provider,
            EmbeddingProperties properties,
            Tokenizer tokenizer,
            EmbeddingGovernor governor) {
        return modelOf(provider, properties, tokenizer, governor);
    }

    private static DescribedEmbeddingModel modelOf(
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

    /** Its metrics are not shown: they have the names of the main one's. */
    @Bean
    @ConditionalOnProperty("dromedary.next.provider.kind")
    NextModel nextModel(NextProperties next, EmbeddingProperties properties, EmbeddingGovernors governors) {
        ProviderProperties provider = Objects.requireNonNull(next.provider());
        Tokenizer tokenizer = tokenizerOf(provider);
        EmbeddingGovernor governor = governors.of(provider, new SimpleMeterRegistry());
        return new NextModel(provider, tokenizer, modelOf(provider, properties, tokenizer, governor), governor);
    }

    @Bean
    @ConditionalOnProperty("dromedary.next.provider.kind")
    DescribedEmbeddingModel nextEmbeddingModel(NextModel next) {
        return next.model();
    }

    @Bean
    Recipes recipes(
            GenerationStart start,
            Generations generations,
            Embeddings embeddings,
            DescribedEmbeddingModel model,
            EmbeddingGovernor governor,
            ProviderProperties provider,
            Chunker chunker,
            NextProperties next,
            ObjectProvider<NextModel> nextModel) {
        List<Recipe> configured = new ArrayList<>();
        configured.add(new Recipe(
                Recipes.MAIN,
                "embeddingModel",
                space(embeddings, model),
                model.info(),
                chunker,
                model,
                governor,
                provider));
        if (next.isConfigured()) {
            configured.add(next(configured.get(0), embeddings, next, nextModel.getIfAvailable()));
        }
        start.begin(configured);
        return new Recipes(generations, configured);
    }

    private static EmbeddingSpace space(Embeddings embeddings, DescribedEmbeddingModel model) {
        EmbeddingModelInfo info = model.info();
        return embeddings.space(info.name(), info.runtime(), info.options(), info.dimensions());
    }

    private Recipe next(Recipe main, Embeddings embeddings, NextProperties next, @Nullable NextModel second) {
        ChunkProperties sizes = next.chunk();
        if (second == null) {
            return main.cutBy(
                    Recipes.NEXT,
                    sizes == null ? main.chunker() : main.chunker().with(sizes));
        }
        Chunker chunker =
                new Chunker(second.tokenizer(), sizes == null ? main.chunker().limits() : sizes);
        return new Recipe(
                Recipes.NEXT,
                "nextEmbeddingModel",
                space(embeddings, second.model()),
                second.model().info(),
                chunker,
                second.model(),
                second.governor(),
                second.provider());
    }
}
