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
 * @param endpoint of an S3 API; absent for Amazon's own of the region
 * @param region of the bucket; any name will do where an endpoint is given
 * @param bucket is created at start when it is missing
 * @param accessKey absent together with the secret key: the default chain of the AWS SDK finds the credentials
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
        if ((accessKey == null) != (secretKey == null)) {
            throw new IllegalArgumentException(
                    "dromedary.store.access-key and dromedary.store.secret-key are given together or not at all");
        }
    }

    /** Without the credentials. */
    @Override
    public String toString() {
        return "StoreProperties[endpoint=%s, region=%s, bucket=%s]".formatted(endpoint, region, bucket);
    }
}
