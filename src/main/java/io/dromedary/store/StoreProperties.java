package io.dromedary.store;

import jakarta.validation.constraints.NotBlank;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where the originals lie.
 *
 * @param endpoint an S3 API; with a region alone, Amazon's. Without either, standalone mode starts an object store.
 * @param region of the bucket; any name will do where an endpoint is given.
 * @param bucket created when it is missing.
 * @param accessKey given together with the secret key; without them the AWS SDK looks for credentials where it always
 *     does.
 * @param secretKey given together with the access key.
 */
@Validated
@ConfigurationProperties(prefix = "dromedary.store", ignoreUnknownFields = false)
record StoreProperties(
        @Nullable URI endpoint,
        @DefaultValue("us-east-1") @NotBlank String region,
        @DefaultValue("dromedary") @NotBlank String bucket,
        @Nullable String accessKey,
        @Nullable String secretKey) {

    StoreProperties {
        if (endpoint != null && !isHttp(endpoint)) {
            throw new IllegalArgumentException("dromedary.store.endpoint must be an http or https URL");
        }
        if ((accessKey == null) != (secretKey == null)) {
            throw new IllegalArgumentException(
                    "dromedary.store.access-key and dromedary.store.secret-key are given together or not at all");
        }
    }

    private static boolean isHttp(URI uri) {
        return uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()));
    }

    /** Without the credentials. */
    @Override
    public String toString() {
        return "StoreProperties[endpoint=%s, region=%s, bucket=%s]".formatted(endpoint, region, bucket);
    }
}
