package io.dromedary.tenant;

import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request presents as its secret, known by its SHA-256 only.
 *
 * @param hash of the token
 */
record BearerToken(byte[] hash) {

    private static final String SCHEME = "Bearer ";

    /** Reads {@code Authorization} (RFC 6750, section 2.1); empty without a bearer token. */
    static Optional<BearerToken> of(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        return Optional.of(new BearerToken(
                ApiKey.hash(authorization.substring(SCHEME.length()).strip())));
    }

    /** Takes the same time whatever was presented. */
    boolean matches(byte[] expectedHash) {
        return MessageDigest.isEqual(hash, expectedHash);
    }
}
