package io.dromedary.intake;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Counts and hashes (SHA-256) what is read through it, and refuses to yield more than the limit. A client that goes
 * away is a {@link Failure} too: an {@link IOException} would pass for the trouble of whoever reads, who would try
 * again.
 */
class MeasuredStream extends FilterInputStream {

    private final MessageDigest digest;
    private final long limit;
    private long size;

    MeasuredStream(InputStream in, long limit) {
        super(in);
        this.limit = limit;
        this.digest = DigestUtils.getSha256Digest();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = readSource(buffer, offset, length);
        if (count > 0) {
            size += count;
            if (size > limit) {
                throw tooLarge(limit);
            }
            digest.update(buffer, offset, count);
        }
        return count;
    }

    private int readSource(byte[] buffer, int offset, int length) {
        try {
            return in.read(buffer, offset, length);
        } catch (IOException e) {
            throw new Failure.Permanent(ErrorCode.INVALID_REQUEST, "The upload broke off", e);
        }
    }

    @Override
    public long skip(long count) {
        throw new UnsupportedOperationException("What is skipped is not measured");
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Leaves the content open: closing a part of a form would read it to its end, however far that is. */
    @Override
    public void close() {
        // Whoever opened the content closes it.
    }

    long size() {
        return size;
    }

    /** The hash of all that was read; to be asked once, at the end. */
    byte[] sha256() {
        return digest.digest();
    }

    static Failure tooLarge(long limit) {
        return new Failure.Permanent(
                ErrorCode.DOCUMENT_TOO_LARGE, "A document may have %d bytes at most".formatted(limit));
    }
}
