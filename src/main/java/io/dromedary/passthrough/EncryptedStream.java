package io.dromedary.passthrough;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/** Encrypts a stream as it is read, a segment at a time. Closing it leaves the plain stream open. */
final class EncryptedStream extends InputStream {

    /** Opens the cipher in front of where the encrypted bytes go. */
    @FunctionalInterface
    interface Cipher {
        OutputStream open(OutputStream sink) throws GeneralSecurityException, IOException;
    }

    private final InputStream plain;
    private final Cipher cipher;
    private final int segment;
    private final ByteArrayOutputStream sink = new ByteArrayOutputStream();
    private @Nullable OutputStream encrypting;
    private byte[] ready = {};
    private int next;
    private boolean ended;

    EncryptedStream(InputStream plain, Cipher cipher, int segment) {
        this.plain = plain;
        this.cipher = cipher;
        this.segment = segment;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (next == ready.length) {
            if (ended) {
                return -1;
            }
            fill();
        }
        int count = Math.min(length, ready.length - next);
        System.arraycopy(ready, next, buffer, offset, count);
        next += count;
        return count;
    }

    private void fill() throws IOException {
        OutputStream out = encrypting;
        if (out == null) {
            out = open();
            encrypting = out;
        }
        byte[] bytes = plain.readNBytes(segment);
        out.write(bytes);
        if (bytes.length < segment) {
            out.close();
            ended = true;
        }
        ready = sink.toByteArray();
        sink.reset();
        next = 0;
    }

    private OutputStream open() throws IOException {
        try {
            return cipher.open(sink);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is part of every Java", e);
        }
    }
}
