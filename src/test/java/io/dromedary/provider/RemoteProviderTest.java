package io.dromedary.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class RemoteProviderTest {

    private final ApplicationContextRunner context =
            new ApplicationContextRunner().withUserConfiguration(PropertiesOnly.class);

    @Test
    void nothingConfiguredIsTheModelOfTheProcess() {
        context.run(started -> {
            ProviderProperties properties = started.getBean(ProviderProperties.class);
            assertThat(properties.kind()).isEqualTo(ProviderKind.ONNX);
            assertThat(properties.cost(1_000_000)).isZero();
            assertThat(started.getBean(GovernorProperties.class).requestsPerMinute())
                    .isEqualTo(60);
        });
    }

    @Test
    void openAiNeedsNoMoreThanItsKey() {
        provider("kind=openai", "api-key=sk-secret", "price-per-million-tokens=0.02")
                .run(started -> {
                    ProviderProperties properties = started.getBean(ProviderProperties.class);
                    RemoteProvider provider = new RemoteProvider(properties);
                    assertThat(provider.name()).isEqualTo("openai api.openai.com text-embedding-3-small");
                    assertThat(provider.dimensions()).isEqualTo(1536);
                    assertThat(provider.limits()).isEqualTo(new RequestLimits(2048, 300_000, 4 << 20));
                    assertThat(provider.request().build().uri()).hasToString("https://api.openai.com/v1/embeddings");
                    assertThat(properties.cost(1_500_000)).isEqualByComparingTo(new BigDecimal("0.03"));
                    assertThat(properties.toString()).doesNotContain("secret");
                });
    }

    @Test
    void ollamaNeedsNothing() {
        provider("kind=ollama").run(started -> {
            RemoteProvider provider = new RemoteProvider(started.getBean(ProviderProperties.class));
            assertThat(provider.request().build().uri()).hasToString("http://127.0.0.1:11434/api/embed");
            assertThat(provider.dimensions()).isEqualTo(768);
            // Estimated by another tokenizer than the model's own.
            assertThat(provider.maxChunkTokens()).isEqualTo(256);
        });
    }

    @Test
    void takesTheKeyFromAFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("key"), "sk-of-the-file\n");
        provider("kind=openai", "api-key-file=" + file)
                .run(started -> assertThat(new RemoteProvider(started.getBean(ProviderProperties.class))
                                .request()
                                .build()
                                .headers()
                                .firstValue("Authorization"))
                        .contains("Bearer sk-of-the-file"));
    }

    @Test
    void saysWhatIsMissing() {
        refuses("dromedary.provider.api-key", "kind=openai");
        refuses("dromedary.provider.dimensions", "kind=openai", "base-url=http://127.0.0.1/v1", "model=mine");
        refuses("must be 1536", "kind=openai", "api-key=k", "dimensions=2000");
    }

    private void refuses(String message, String... properties) {
        provider(properties)
                .run(started -> assertThatThrownBy(() -> new RemoteProvider(started.getBean(ProviderProperties.class)))
                        .hasMessageContaining(message));
    }

    @Test
    void shortensTheVectorsOfModelsThatCan() {
        provider("kind=openai", "api-key=k", "dimensions=256")
                .run(started -> assertThat(new RemoteProvider(started.getBean(ProviderProperties.class)).format())
                        .isEqualTo(new WireFormat.OpenAi("text-embedding-3-small", 256)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "provider.kind=bert",
                "provider.base-url=ftp://there",
                "provider.base-url=https://me:secret@there",
                "provider.base-url=https://there?key=secret",
                "provider.dimensions=0",
                "provider.timeout=0",
                "provider.max-inputs=0",
                "provider.max-request-size=1B",
                "provider.price-per-million-tokens=-1",
                "provider.apikeys=a",
                "governor.requests-per-minute=0",
                "governor.tokens-per-minute=0",
                "governor.query-share=1",
                "governor.max-wait=1h",
                "governor.rpm=1"
            })
    void refusesValuesOutOfRangeAndMisspeltKeys(String property) {
        context.withPropertyValues("dromedary." + property).run(started -> {
            assertThat(started).hasFailed();
            assertThat(started.getStartupFailure()).message().doesNotContain("secret");
        });
    }

    private ApplicationContextRunner provider(String... properties) {
        ApplicationContextRunner configured = context;
        for (String property : properties) {
            configured = configured.withPropertyValues("dromedary.provider." + property);
        }
        return configured;
    }

    @EnableConfigurationProperties({ProviderProperties.class, GovernorProperties.class})
    static class PropertiesOnly {}
}
