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
 * @param kind of provider
 * @param baseUrl below which its API lies; given by the operator and therefore trusted
 * @param model as the provider names it
 * @param apiKey sent with every request
 * @param apiKeyFile a file that has the key, read at start
 * @param dimensions the length of a vector of the model
 * @param timeout of a whole request, its answer included
 * @param maxInputs texts in one request
 * @param maxRequestTokens tokens in one request
 * @param maxRequestSize bytes of the texts in one request
 * @param maxTextTokens tokens of one text
 * @param pricePerMillionTokens in the operator's currency
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
