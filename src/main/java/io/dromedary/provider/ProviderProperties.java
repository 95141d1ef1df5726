package io.dromedary.provider;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Who embeds, and how a remote provider is reached. What is absent follows from the kind, see {@link RemoteProvider}.
 *
 * @param kind who embeds documents and queries. Vectors of another provider or model are not compared with those there
 *     are: change it as operations.md#another-model-other-chunks tells.
 * @param baseUrl where {@code /embeddings} (OpenAI, and whoever speaks like it) or {@code /api/embed} (Ollama) lies. It
 *     is trusted; certificates are verified, redirects not followed. Default: OpenAI's own, or
 *     {@code http://127.0.0.1:11434} for Ollama. Range: http or https, without query or password.
 * @param model as the provider names it. Default: {@code text-embedding-3-small}, or {@code nomic-embed-text} for
 *     Ollama.
 * @param apiKey sent with every request, never logged. Needed for OpenAI itself.
 * @param apiKeyFile a file with the key, in its place.
 * @param dimensions the length of a vector. An answer of another length is not taken. Shorter ones can be had of
 *     {@code text-embedding-3-*}. Default: those of the model, if it is known. Range: 1 to 8192.
 * @param timeout how long a whole request may take. Range: 100ms to 10m.
 * @param maxInputs texts in one request. Default: 2048, or 64 for Ollama. Range: 1 to 10000.
 * @param maxRequestTokens tokens in one request. Default: 300000, or 16384 for Ollama. Range: 16 to 10000000.
 * @param maxRequestSize bytes of the texts in one request. Default: 4MB. Range: 1KB or more.
 * @param maxTextTokens what the model reads at once. {@code dromedary.chunk.max-tokens} must stay below it; below half
 *     of it for Ollama, whose tokens are estimated. Default: 8191, or 512 for Ollama. Range: 16 to 1000000.
 * @param pricePerMillionTokens what jobs, tenants and previews reckon the cost with. Range: 0 or more.
 */
@ConfigurationProperties(prefix = "dromedary.provider", ignoreUnknownFields = false)
public record ProviderProperties(
        @DefaultValue("onnx") ProviderKind kind,
        @Nullable URI baseUrl,
        @Nullable String model,
        @Nullable String apiKey,
        @Nullable Path apiKeyFile,
        @Nullable Integer dimensions,
        @DefaultValue("60s") Duration timeout,
        @Nullable Integer maxInputs,
        @Nullable Integer maxRequestTokens,
        @Nullable DataSize maxRequestSize,
        @Nullable Integer maxTextTokens,
        @DefaultValue("0") BigDecimal pricePerMillionTokens) {

    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

    public ProviderProperties {
        require(
                baseUrl == null || isHttp(baseUrl),
                "base-url must be an http or https URL with neither a query nor a password%s",
                "");
        require(apiKey == null || apiKeyFile == null, "api-key and %s are not given together", "api-key-file");
        requireBetween(1, dimensions, 8_192, "dimensions");
        requireBetween(1, maxInputs, 10_000, "max-inputs");
        requireBetween(16, maxRequestTokens, 10_000_000, "max-request-tokens");
        requireBetween(16, maxTextTokens, 1_000_000, "max-text-tokens");
        require(
                maxRequestSize == null || maxRequestSize.toBytes() >= 1_000,
                "max-request-size (%s) must be at least 1KB",
                maxRequestSize);
        require(
                timeout.toMillis() >= 100 && timeout.toMinutes() <= 10,
                "timeout (%s) must be between 100ms and 10m",
                timeout);
        require(
                pricePerMillionTokens.signum() >= 0,
                "price-per-million-tokens (%s) must not be negative",
                pricePerMillionTokens);
    }

    /** What so many tokens cost. */
    public BigDecimal cost(long tokens) {
        return pricePerMillionTokens
                .multiply(BigDecimal.valueOf(tokens))
                .divide(MILLION)
                .stripTrailingZeros();
    }

    private static boolean isHttp(URI uri) {
        return uri.getHost() != null
                && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                && uri.getRawQuery() == null
                && uri.getRawUserInfo() == null;
    }

    private static void requireBetween(int least, @Nullable Integer value, int most, String key) {
        require(
                value == null || (value >= least && value <= most),
                key + " (%s) must be between " + least + " and " + most,
                value);
    }

    private static void require(boolean valid, String what, @Nullable Object value) {
        if (!valid) {
            throw new IllegalArgumentException("dromedary.provider." + what.formatted(value));
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "ProviderProperties[kind=%s, baseUrl=%s, model=%s]".formatted(kind, baseUrl, model);
    }
}
