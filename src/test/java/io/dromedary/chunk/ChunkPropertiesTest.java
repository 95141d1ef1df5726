package io.dromedary.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ChunkPropertiesTest {

    private final ApplicationContextRunner context =
            new ApplicationContextRunner().withUserConfiguration(Configuration.class);

    @Test
    void hasDefaults() {
        context.run(started ->
                assertThat(started).getBean(ChunkProperties.class).isEqualTo(new ChunkProperties(80, 254, 400)));
    }

    @ParameterizedTest
    @CsvSource({
        "max-tokens=15, dromedary.chunk.max-tokens (15)",
        "max-tokens=511, maxTokens",
        "target-tokens=15, targetTokens",
        "target-tokens=255, dromedary.chunk.max-tokens (254)",
        "taget-tokens=90, taget-tokens",
        "passage-tokens=15, passageTokens"
    })
    void refusesWhatMakesNoSense(String property, String named) {
        context.withPropertyValues("dromedary.chunk." + property)
                .run(failed -> assertThat(failed)
                        .getFailure()
                        .hasStackTraceContaining(named)
                        .hasStackTraceContaining("dromedary.chunk"));
    }

    @Test
    void chunksAreNotLongerThanTheModelReads() {
        Tokenizer tokenizer = new Tokenizer() {
            @Override
            public Tokens tokenize(String text) {
                return new Tokens(new int[0], new int[0], new int[0]);
            }

            @Override
            public int maxTextTokens() {
                return 128;
            }
        };
        assertThatThrownBy(() -> new Chunker(tokenizer, new ChunkProperties(80, 254, 400)))
                .hasMessage("dromedary.chunk.max-tokens (254) must be at most 128 for the embedding model");
        assertThat(new Chunker(tokenizer, new ChunkProperties(80, 128, 400))).isNotNull();
    }

    @EnableConfigurationProperties(ChunkProperties.class)
    static class Configuration {}
}
