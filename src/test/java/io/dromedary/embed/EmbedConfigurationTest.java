package io.dromedary.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.model.embedding.EmbeddingModel;
import io.dromedary.chunk.Tokenizer;
import io.dromedary.error.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.validation.ValidationAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Import;

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
        lazy.withUserConfiguration(EmbedConfiguration.class).run(started -> {
            model[0] = started.getBean("embeddingModel", EmbeddingModel.class);
            assertThat(model[0].embed("camel").content().dimension()).isEqualTo(384);
            assertThat(started.getBean("tokenizer", Tokenizer.class)
                            .tokenize("camel")
                            .ids())
                    .hasSize(1);
            assertThat(started.getBean(EmbeddingModelInfo.class).dimensions()).isEqualTo(384);
        });
        assertThatThrownBy(() -> model[0].embed("camel")).isInstanceOf(Failure.Transient.class);
    }

    @Test
    void hasDefaultsThatNeedNoProvider() {
        properties().run(started -> {
            assertThat(started.getBean(EmbeddingProperties.class)).isEqualTo(new EmbeddingProperties(20, 2, null));
            assertThat(started.getBean(EmbeddingBudget.class).requestsPerMinute())
                    .isEqualTo(60_000);
        });
    }

    @Test
    void keepsToTheBudgetThatIsConfigured() {
        properties()
                .withPropertyValues("dromedary.embedding.requests-per-minute=60")
                .run(started -> assertThat(
                                started.getBean(EmbeddingBudget.class).requestsPerMinute())
                        .isEqualTo(60));
    }

    @ParameterizedTest
    @ValueSource(strings = {"batch-size=0", "batch-size=26", "threads=0", "requests-per-minute=0", "thread=2"})
    void refusesValuesOutOfRangeAndMisspeltKeys(String property) {
        properties()
                .withPropertyValues("dromedary.embedding." + property)
                .run(started -> assertThat(started).hasFailed());
    }

    private ApplicationContextRunner properties() {
        return context.withUserConfiguration(PropertiesOnly.class);
    }

    @EnableConfigurationProperties(EmbeddingProperties.class)
    @Import(EmbeddingBudget.class)
    static class PropertiesOnly {}
}
