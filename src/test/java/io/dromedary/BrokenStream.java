package io.dromedary;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/** A stream that yields bytes, then fails instead of ending. */
public final class BrokenStream extends InputStream {

    private final Exception failure;

    private BrokenStream(Exception failure) {
        this.failure = failure;
    }

    /** The bytes, then the failure, which is an {@link IOException} or unchecked. */
    public static InputStream after(byte[] bytes, Exception failure) {
        return new SequenceInputStream(new ByteArrayInputStream(bytes), new BrokenStream(failure));
    }

    @Override
    public int read() throws IOException {
        if (failure instanceof IOException io) {
            throw io;
        }
        throw (RuntimeException) failure;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return length == 0 ? 0 : read();
    }
}
