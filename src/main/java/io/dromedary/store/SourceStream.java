package io.dromedary.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Tells a failure of the stream from one of the object store, which the SDK wraps alike, and insists on the announced
 * length.
 */
class SourceStream extends FilterInputStream {

    private final OptionalLong length;
    private long size;
    private @Nullable Exception failure;

    SourceStream(InputStream in, OptionalLong length) {
        super(in);
        this.length = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        try {
            int read = in.read(buffer, offset, count);
            size += Math.max(read, 0);
            if (length.isPresent() && (read < 0 ? size < length.getAsLong() : size > length.getAsLong())) {
                throw new IOException("The stream has %s bytes than the announced %d"
                        .formatted(read < 0 ? "fewer" : "more", length.getAsLong()));
            }
            return read;
        } catch (IOException | RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Leaves the stream open: the SDK closes what it has read, and whoever opened the stream may want more of it. */
    @Override
    public void close() {
        // Whoever opened the stream closes it.
    }

    /** Fails unless the stream has ended. */
    void requireEnd() throws IOException {
        if (read() >= 0) {
            throw new IOException("The stream goes on");
        }
    }

    /** Throws what the stream threw; returns if it threw nothing. */
    void rethrowFailure() {
        if (failure instanceof IOException io) {
            throw new UncheckedIOException(io);
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
    }
}
