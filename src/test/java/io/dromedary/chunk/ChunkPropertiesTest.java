package io.dromedary.chunk;

import static org.assertj.core.api.Assertions.assertThat;

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

    @EnableConfigurationProperties(ChunkProperties.class)
    static class Configuration {}
}
