package io.dromedary.passthrough;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;

/**
 * The key of one upload: AES-256-GCM in segments of 64 KiB, each authenticated with its place, so that a stream of any
 * length is read in constant memory and cannot be cut, reordered or exchanged for another object. Thread-safe.
 *
 * @see <a href="https://developers.google.com/tink/streaming-aead/aes_gcm_hkdf_streaming">the format, by Tink</a>
 */
final class DocumentKey {

    private static final int KEY_BYTES = 32;
    private static final int SEGMENT_BYTES = 64 * 1024;

    private final byte[] key;
    private final AesGcmHkdfStreaming cipher;

    private DocumentKey(byte[] key) {
        this.key = key;
        try {
            this.cipher = new AesGcmHkdfStreaming(key, "HmacSha256", KEY_BYTES, SEGMENT_BYTES, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The key has another length", e);
        }
    }

    static DocumentKey random(SecureRandom random) {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return new DocumentKey(key);
    }

    static DocumentKey of(byte[] key) {
        return new DocumentKey(key);
    }

    byte[] bytes() {
        return key.clone();
    }

    /**
     * The stream, encrypted as it is read.
     *
     * @param context that must be the same to read it
     */
    InputStream encrypt(InputStream plain, String context) {
        return new EncryptedStream(plain, sink -> cipher.newEncryptingStream(sink, aad(context)), SEGMENT_BYTES);
    }

    /** The stream, decrypted as it is read; reading fails with an {@link IOException} where it is not what it was. */
    InputStream decrypt(InputStream encrypted, String context) throws IOException {
        try {
            return cipher.newDecryptingStream(encrypted, aad(context));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is part of every Java", e);
        }
    }

    byte[] encrypt(byte[] plain, String context) {
        ByteArrayOutputStream encrypted = new ByteArrayOutputStream();
        try (OutputStream out = cipher.newEncryptingStream(encrypted, aad(context))) {
            out.write(plain);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is part of every Java", e);
        }
        return encrypted.toByteArray();
    }

    byte[] decrypt(byte[] encrypted, String context) {
        try (InputStream in = decrypt(new ByteArrayInputStream(encrypted), context)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("What was encrypted was changed", e);
        }
    }

    private static byte[] aad(String context) {
        return context.getBytes(StandardCharsets.UTF_8);
    }
}
