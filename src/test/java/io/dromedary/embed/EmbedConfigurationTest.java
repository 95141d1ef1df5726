package io.dromedary.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import dev.langchain4j.model.embedding.EmbeddingModel;
import io.dromedary.chunk.Tokenizer;
import io.dromedary.error.Failure;
import io.dromedary.provider.EmbeddingGovernor;
import io.dromedary.provider.ProviderProperties;
import io.dromedary.provider.Workers;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.validation.ValidationAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.simple.JdbcClient;

class EmbedConfigurationTest {

    private final ApplicationContextRunner context =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class));

    @Test
    void offersTheModelItsTokenizerAndItsDescriptionAndClosesTheModel() {
        EmbeddingModel[] model = new EmbeddingModel[1];
        // Lazy, because the space of the model needs a database.
        var lazy = properties()
                .withInitializer(starting ->
                        starting.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()));
        lazy.withBean(EmbeddingGovernor.class, () -> mock(EmbeddingGovernor.class))
                .withUserConfiguration(EmbedConfiguration.class)
                .run(started -> {
                    model[0] = started.getBean("embeddingModel", EmbeddingModel.class);
                    assertThat(model[0].embed("camel").content().dimension()).isEqualTo(384);
                    assertThat(started.getBean("tokenizer", Tokenizer.class)
                                    .tokenize("camel")
                                    .ids())
                            .hasSize(1);
                    assertThat(started.getBean(EmbeddingModelInfo.class).dimensions())
                            .isEqualTo(384);
                });
        assertThatThrownBy(() -> model[0].embed("camel")).isInstanceOf(Failure.Transient.class);
    }

    @Test
    void hasDefaultsThatNeedNoProvider() {
        properties().run(started -> {
            assertThat(started.getBean(EmbeddingProperties.class)).isEqualTo(new EmbeddingProperties(20, 2));
        });
    }

    @Test
    void offersARemoteProviderInstead() {
        var lazy = properties()
                .withBean(
                        EmbeddingGovernor.class,
                        () -> Workers.governor(
                                mock(JdbcClient.class), URI.create("http://127.0.0.1/v1"), Workers.budget(60, null)))
                .withPropertyValues(
                        "dromedary.provider.kind=openai",
                        "dromedary.provider.base-url=http://127.0.0.1/v1",
                        "dromedary.provider.model=mine",
                        "dromedary.provider.dimensions=8")
                .withInitializer(starting ->
                        starting.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()));
        lazy.withUserConfiguration(EmbedConfiguration.class).run(started -> {
            assertThat(started.getBean(EmbeddingModelInfo.class))
                    .isEqualTo(new EmbeddingModelInfo("mine", "openai 127.0.0.1", "normalized", 8, 8191));
            assertThat(started.getBean(Tokenizer.class).maxTextTokens()).isEqualTo(8183);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"batch-size=0", "batch-size=26", "threads=0", "thread=2"})
    void refusesValuesOutOfRangeAndMisspeltKeys(String property) {
        properties()
                .withPropertyValues("dromedary.embedding." + property)
                .run(started -> assertThat(started).hasFailed());
    }

    private ApplicationContextRunner properties() {
        return context.withUserConfiguration(PropertiesOnly.class);
    }

    @EnableConfigurationProperties({EmbeddingProperties.class, ProviderProperties.class})
    static class PropertiesOnly {}
}
