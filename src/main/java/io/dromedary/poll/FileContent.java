package io.dromedary.poll;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of which it is known how it looks, and yields its last byte only if it still looks so and the content is
 * the expected one. What was changed or replaced meanwhile ends in a {@link Failure.Transient}. The file is opened at
 * the first read, never through a link, and closed at the end.
 */
final class FileContent extends InputStream {

    private final Path path;
    private final FileState expected;
    private final byte @Nullable [] expectedHash;
    private final MessageDigest digest = DigestUtils.getSha256Digest();
    private @Nullable InputStream in;
    private byte @Nullable [] hash;
    private long position;
    private boolean closed;

    FileContent(Path path, FileState expected, byte @Nullable [] expectedHash) {
        this.path = path;
        this.expected = expected;
        this.expectedHash = expectedHash;
    }

    /** Reads all and gives back its SHA-256. */
    static byte[] hash(Path path, FileState expected) {
        try (FileContent content = new FileContent(path, expected, null)) {
            byte[] buffer = new byte[64 * 1024];
            int count = 0;
            while (count >= 0) {
                count = content.read(buffer, 0, buffer.length);
            }
            return content.finish();
        }
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (hash != null) {
            return -1;
        }
        try {
            InputStream file = open();
            int count = file.read(buffer, offset, length);
            if (count > 0) {
                position += count;
                digest.update(buffer, offset, count);
            }
            if (count < 0 || position >= expected.size()) {
                finish();
            }
            return count;
        } catch (IOException e) {
            throw new Failure.Transient(ErrorCode.SOURCE_UNAVAILABLE, "The file cannot be read", e);
        }
    }

    private InputStream open() throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        if (in == null) {
            requireSame();
            in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS);
            requireSame();
        }
        return in;
    }

    private byte[] finish() {
        if (hash == null) {
            try {
                requireSame();
            } catch (IOException e) {
                throw new Failure.Transient(ErrorCode.SOURCE_UNAVAILABLE, "The file cannot be read", e);
            }
            byte[] found = digest.digest();
            if (position != expected.size() || (expectedHash != null && !Arrays.equals(found, expectedHash))) {
                throw changed();
            }
            hash = found;
            close();
        }
        return hash;
    }

    private void requireSame() throws IOException {
        if (!FileState.of(path).equals(expected)) {
            throw changed();
        }
    }

    static Failure changed() {
        return new Failure.Transient(ErrorCode.SOURCE_CHANGED, "The source changed while it was read");
    }

    @Override
    public void close() {
        InputStream open = in;
        in = null;
        closed = true;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw new Failure.Transient(ErrorCode.SOURCE_UNAVAILABLE, "The file cannot be closed", e);
            }
        }
    }
}
