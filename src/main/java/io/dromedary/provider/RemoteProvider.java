package io.dromedary.provider;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A remote provider as configured, with what its kind adds where nothing is. Its name, which is kind, host and model,
 * tells who shares the limits; its runtime, which is kind and host, who made a vector.
 */
public final class RemoteProvider {

    /**
     * The models of OpenAI (platform.openai.com/docs/guides/embeddings); others say their length in the configuration.
     */
    private static final Map<String, Integer> DIMENSIONS = Map.of(
            "text-embedding-3-small", 1536,
            "text-embedding-3-large", 3072,
            "text-embedding-ada-002", 1536,
            "nomic-embed-text", 768,
            "mxbai-embed-large", 1024,
            "all-minilm", 384);

    /** The one family whose vectors can be had shorter. */
    private static final String SHORTENABLE = "text-embedding-3-";

    private final ProviderKind kind;
    private final ProviderProperties properties;
    private final URI baseUrl;
    private final String model;
    private final @Nullable String apiKey;
    private final int dimensions;

    /** @throws IllegalArgumentException naming the key that is missing */
    public RemoteProvider(ProviderProperties properties) {
        boolean openAi = properties.kind() == ProviderKind.OPENAI;
        this.kind = properties.kind();
        this.properties = properties;
        this.baseUrl = Objects.requireNonNullElse(
                properties.baseUrl(), URI.create(openAi ? "https://api.openai.com/v1" : "http://127.0.0.1:11434"));
        this.model =
                Objects.requireNonNullElse(properties.model(), openAi ? "text-embedding-3-small" : "nomic-embed-text");
        this.apiKey = apiKey(properties);
        this.dimensions = Optional.ofNullable(properties.dimensions())
                .or(() -> Optional.ofNullable(DIMENSIONS.get(model)))
                .orElseThrow(() -> new IllegalArgumentException(
                        "dromedary.provider.dimensions must be given for the model " + model));
        requireKnownLength();
        if (openAi && properties.baseUrl() == null && apiKey == null) {
            throw new IllegalArgumentException(
                    "dromedary.provider.api-key or dromedary.provider.api-key-file must be given for OpenAI");
        }
    }

    private void requireKnownLength() {
        Integer known = DIMENSIONS.get(model);
        if (known != null && dimensions != known && !(model.startsWith(SHORTENABLE) && dimensions < known)) {
            throw new IllegalArgumentException("dromedary.provider.dimensions (%d) must be %d for the model %s"
                    .formatted(dimensions, known, model));
        }
    }

    private static @Nullable String apiKey(ProviderProperties properties) {
        if (properties.apiKeyFile() == null) {
            return properties.apiKey();
        }
        try {
            return Files.readString(properties.apiKeyFile()).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "dromedary.provider.api-key-file (%s) cannot be read".formatted(properties.apiKeyFile()), e);
        }
    }

    public String name() {
        return runtime() + " " + model;
    }

    public String runtime() {
        return "%s %s".formatted(kind.name().toLowerCase(Locale.ROOT), baseUrl.getAuthority());
    }

    public String model() {
        return model;
    }

    public int dimensions() {
        return dimensions;
    }

    /** OpenAI's own figures; Ollama has none, so these keep a request within a minute of a processor. */
    public RequestLimits limits() {
        boolean openAi = kind == ProviderKind.OPENAI;
        return new RequestLimits(
                Objects.requireNonNullElse(properties.maxInputs(), openAi ? 2048 : 64),
                Objects.requireNonNullElse(properties.maxRequestTokens(), openAi ? 300_000 : 16_384),
                properties.maxRequestSize() == null
                        ? 4L << 20
                        : properties.maxRequestSize().toBytes());
    }

    /** Ollama's models read 512 tokens or more, and the server refuses what is longer than its model reads. */
    public int maxTextTokens() {
        return Objects.requireNonNullElse(properties.maxTextTokens(), kind == ProviderKind.OPENAI ? 8191 : 512);
    }

    /**
     * What a chunk may have by our own count: nearly all where that is the provider's tokenizer, half where it only
     * estimates.
     */
    public int maxChunkTokens() {
        return kind == ProviderKind.OPENAI ? maxTextTokens() - 8 : maxTextTokens() / 2;
    }

    public Duration timeout() {
        return properties.timeout();
    }

    WireFormat format() {
        boolean shortened = model.startsWith(SHORTENABLE) && !Objects.equals(DIMENSIONS.get(model), dimensions);
        return kind == ProviderKind.OPENAI
                ? new WireFormat.OpenAi(model, shortened ? dimensions : null)
                : new WireFormat.Ollama(model);
    }

    /** The head of every request. */
    HttpRequest.Builder request() {
        String base = baseUrl.toString().replaceAll("/+$", "");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + format().path()))
                .header("Content-Type", "application/json")
                .timeout(properties.timeout());
        return apiKey == null ? request : request.header("Authorization", "Bearer " + apiKey);
    }
}
