package io.dromedary.webhook;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.UUID;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Keeps secrets unreadable in the ledger: AES-256-GCM under a key that is not there, bound to the row by its id. The
 * key is the SHA-256 of {@code dromedary.secret-key}, which has enough randomness of its own. Thread-safe.
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
     * Seals a secret for a row.
     *
     * @throws Failure.Permanent {@link ErrorCode#OPTION_UNAVAILABLE} when no key is configured
     */
    public byte[] seal(UUID row, byte[] secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, row).doFinal(secret);
            return ByteBuffer.allocate(nonce.length + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is part of every Java", e);
        }
    }

    /**
     * Opens what was sealed for the row.
     *
     * @throws IllegalStateException when it was sealed under another key, or belongs to another row
     */
    public byte[] open(UUID row, byte[] sealed) {
        ByteBuffer bytes = ByteBuffer.wrap(sealed);
        byte[] nonce = new byte[NONCE_BYTES];
        bytes.get(nonce);
        try {
            byte[] secret = new byte[bytes.remaining()];
            bytes.get(secret);
            return cipher(Cipher.DECRYPT_MODE, nonce, row).doFinal(secret);
        } catch (AEADBadTagException e) {
            throw new IllegalStateException("A secret was sealed under another DROMEDARY_SECRET_KEY", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is part of every Java", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, UUID row) throws GeneralSecurityException {
        if (key == null) {
            throw new Failure.Permanent(
                    ErrorCode.OPTION_UNAVAILABLE, "Webhooks need DROMEDARY_SECRET_KEY, which is not configured");
        }
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(row.toString().getBytes(StandardCharsets.US_ASCII));
        return cipher;
    }
}
