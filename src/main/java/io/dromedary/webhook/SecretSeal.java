package io.dromedary.webhook;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Keeps secrets unreadable in the ledger: AES-256-GCM under a key that is not there, bound to what it is for, such as
 * the id of its row. The key is the SHA-256 of {@code dromedary.secret-key}, which has enough randomness of its own.
 * Thread-safe.
 */
@Component
public class SecretSeal {

    private static final int MIN_LENGTH = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final @Nullable SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    SecretSeal(@Value("${dromedary.secret-key:}") String configured) {
        this.key = configured.isBlank() ? null : key(configured);
    }

    private static SecretKeySpec key(String configured) {
        if (configured.length() < MIN_LENGTH) {
            throw new IllegalArgumentException(
                    "DROMEDARY_SECRET_KEY must have at least %d characters".formatted(MIN_LENGTH));
        }
        return new SecretKeySpec(DigestUtils.sha256(configured.getBytes(StandardCharsets.UTF_8)), "AES");
    }

    /**
     * Seals a secret.
     *
     * @throws Failure.Permanent {@link ErrorCode#OPTION_UNAVAILABLE} when no key is configured
     */
    public byte[] seal(String context, byte[] secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(secret);
            return ByteBuffer.allocate(nonce.length + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is part of every Java", e);
        }
    }

    /**
     * A hash that only whoever has the key can compare with others: HMAC-SHA256.
     *
     * @throws Failure.Permanent {@link ErrorCode#OPTION_UNAVAILABLE} when no key is configured
     */
    public byte[] blind(byte[] hash) {
        return HmacUtils.getInitializedMac(HmacAlgorithms.HMAC_SHA_256, key().getEncoded())
                .doFinal(hash);
    }

    /**
     * Opens what was sealed in the same context.
     *
     * @throws IllegalStateException when it was sealed under another key, or in another context
     */
    public byte[] open(String context, byte[] sealed) {
        ByteBuffer bytes = ByteBuffer.wrap(sealed);
        byte[] nonce = new byte[NONCE_BYTES];
        bytes.get(nonce);
        try {
            byte[] secret = new byte[bytes.remaining()];
            bytes.get(secret);
            return cipher(Cipher.DECRYPT_MODE, nonce, context).doFinal(secret);
        } catch (AEADBadTagException e) {
            throw new IllegalStateException("A secret was sealed under another DROMEDARY_SECRET_KEY", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is part of every Java", e);
        }
    }

    private SecretKeySpec key() {
        if (key == null) {
            throw new Failure.Permanent(
                    ErrorCode.OPTION_UNAVAILABLE, "Webhooks need DROMEDARY_SECRET_KEY, which is not configured");
        }
        return key;
    }

    private Cipher cipher(int mode, byte[] nonce, String context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key(), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
