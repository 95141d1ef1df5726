package io.dromedary.tenant;

import java.security.SecureRandom;
import java.util.Base64;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * A bearer token. It is kept as SHA-256 only: of 256 random bits a slow hash protects nothing more.
 *
 * @param value {@code drm_} and 32 random bytes in base64url, or a value of at least 16 characters that the operator
 *     chose
 */
record ApiKey(String value) {

    private static final int MIN_LENGTH = 16;
    private static final int PREFIX_LENGTH = 8;

    ApiKey {
        if (value.length() < MIN_LENGTH || !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "DROMEDARY_API_KEY must have at least %d visible ASCII characters".formatted(MIN_LENGTH));
        }
    }

    static ApiKey random(SecureRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return new ApiKey("drm_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** What operators see of it: at most a quarter. */
    String prefix() {
        return value.substring(0, Math.min(PREFIX_LENGTH, value.length() / 4));
    }

    byte[] hash() {
        return hash(value);
    }

    static byte[] hash(String value) {
        return DigestUtils.sha256(value);
    }

    /** Never the key itself, which must not reach a log. */
    @Override
    public String toString() {
        return prefix() + "…";
    }
}
