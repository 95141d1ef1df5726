package io.dromedary.webhook;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * What an endpoint's deliveries are signed with: 256 random bits, shown as {@code whsec_} and base64.
 *
 * @param key 24 to 64 bytes, as Standard Webhooks 1.0.0 demands
 */
record Secret(byte[] key) {

    private static final String PREFIX = "whsec_";
    private static final int BYTES = 32;

    static Secret random(SecureRandom random) {
        byte[] key = new byte[BYTES];
        random.nextBytes(key);
        return new Secret(key);
    }

    String text() {
        return PREFIX + Base64.getEncoder().encodeToString(key);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "Secret";
    }
}
