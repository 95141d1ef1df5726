package io.dromedary.intake;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Reads what a client sends, while it sends fast enough: a client that drips keeps a thread from all others. Only the
 * time spent waiting for the client counts. A connection that breaks is a refusal like any other.
 */
final class PacedStream extends FilterInputStream {

    private static final double NANOS = 1e9;

    private final Pace pace;
    private final long limit;
    private final LongSupplier nanoTime;
    private long waitedNanos;
    private long size;

    /**
     * How fast is fast enough.
     *
     * @param bytesPerSecond on average since the first byte
     * @param grace how long a client may be slower at the beginning
     */
    record Pace(long bytesPerSecond, Duration grace) {}

    /**
     * Reads a body.
     *
     * @param limit of the body, in bytes: more than a document may have, for a form has other parts
     */
    PacedStream(InputStream body, Pace pace, long limit) {
        this(body, pace, limit, System::nanoTime);
    }

    PacedStream(InputStream body, Pace pace, long limit, LongSupplier nanoTime) {
        super(body);
        this.pace = pace;
        this.limit = limit;
        this.nanoTime = nanoTime;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /**
     * Reads on.
     *
     * @throws Failure.Permanent {@link ErrorCode#UPLOAD_TOO_SLOW}, {@link ErrorCode#DOCUMENT_TOO_LARGE} or, when the
     *     connection breaks, {@link ErrorCode#INVALID_REQUEST}
     */
    @Override
    public int read(byte[] buffer, int offset, int length) {
        long before = nanoTime.getAsLong();
        int count = receive(buffer, offset, length);
        waitedNanos += nanoTime.getAsLong() - before;
        size += Math.max(count, 0);
        if (size > limit) {
            throw new Failure.Permanent(
                    ErrorCode.DOCUMENT_TOO_LARGE, "The request may have %d bytes at most".formatted(limit));
        }
        if (count >= 0 && waitedNanos > pace.grace().toNanos() && size < waitedNanos / NANOS * pace.bytesPerSecond()) {
            throw tooSlow();
        }
        return count;
    }

    private int receive(byte[] buffer, int offset, int length) {
        try {
            return in.read(buffer, offset, length);
        } catch (IOException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof SocketTimeoutException) {
                    throw tooSlow();
                }
            }
            throw new Failure.Permanent(ErrorCode.INVALID_REQUEST, "The upload broke off", e);
        }
    }

    private Failure tooSlow() {
        return new Failure.Permanent(
                ErrorCode.UPLOAD_TOO_SLOW,
                "%d bytes came in %d seconds; at least %d per second are expected"
                        .formatted(size, Math.round(waitedNanos / NANOS), pace.bytesPerSecond()));
    }

    @Override
    public long skip(long count) {
        throw new UnsupportedOperationException("What is skipped is not counted");
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
