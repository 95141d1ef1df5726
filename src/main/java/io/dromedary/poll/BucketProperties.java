package io.dromedary.poll;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The polled bucket. Endpoint, region and keys are either all the store's own, or given here without regard to those.
 *
 * @param name polled for objects. Without it no bucket is. It must exist.
 * @param prefix where the objects lie. Range: ends in {@code /}, neither {@code done/} nor {@code refused/}.
 * @param tenant whose documents the objects are.
 * @param tenantFolders the first segments behind the prefix are the names of tenants, whose own the objects are.
 * @param after what becomes of an object whose job exists: it goes to {@code done/}, or away. A refused one always goes
 *     to {@code refused/}.
 * @param interval how often the bucket is listed while there is nothing to take. Range: 100ms or more.
 * @param maxPerPoll objects that one look opens; each holds a connection until its turn comes. Range: 1 to 32.
 * @param endpoint where the bucket lies, if not where the originals do. With one of endpoint, region and keys given,
 *     none is taken from the store.
 * @param region of the bucket, likewise.
 * @param accessKey to the bucket, likewise. Given together with the secret key, or not at all.
 * @param secretKey to the bucket, likewise.
 */
@ConfigurationProperties(prefix = "dromedary.bucket", ignoreUnknownFields = false)
record BucketProperties(
        @Nullable String name,
        @DefaultValue("in/") String prefix,
        @DefaultValue("default") String tenant,
        @DefaultValue("false") boolean tenantFolders,
        @DefaultValue("move") After after,
        @DefaultValue("5s") Duration interval,
        @DefaultValue("4") int maxPerPoll,
        @Nullable URI endpoint,
        @Nullable String region,
        @Nullable String accessKey,
        @Nullable String secretKey) {

    BucketProperties {
        if (!prefix.matches("([A-Za-z0-9._-]+/)+") || prefix.startsWith("done/") || prefix.startsWith("refused/")) {
            throw new IllegalArgumentException(
                    "dromedary.bucket.prefix (%s) must end in / and be neither done/ nor refused/".formatted(prefix));
        }
        if (tenant.isBlank()) {
            throw new IllegalArgumentException("dromedary.bucket.tenant must not be blank");
        }
        if (interval.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException(
                    "dromedary.bucket.interval (%s) must be at least 100ms".formatted(interval));
        }
        if (maxPerPoll < 1 || maxPerPoll > 32) {
            throw new IllegalArgumentException(
                    "dromedary.bucket.max-per-poll (%d) must be between 1 and 32".formatted(maxPerPoll));
        }
        if ((accessKey == null) != (secretKey == null)) {
            throw new IllegalArgumentException(
                    "dromedary.bucket.access-key and dromedary.bucket.secret-key are given together or not at all");
        }
    }

    boolean isConfigured() {
        return name != null && !name.isBlank();
    }

    /** Whether the bucket lies elsewhere than the originals. */
    boolean hasOwnAccess() {
        return endpoint != null || region != null || accessKey != null;
    }

    /** Without the credentials. */
    @Override
    public String toString() {
        return "BucketProperties[name=%s, prefix=%s, endpoint=%s, region=%s]".formatted(name, prefix, endpoint, region);
    }
}
