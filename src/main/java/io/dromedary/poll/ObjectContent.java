package io.dromedary.poll;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.FilterInputStream;
import java.io.IOException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * One version of an object, as one answer of the store. A connection that breaks off is no end of the document, and a
 * rest that nobody wants is not fetched.
 */
final class ObjectContent extends FilterInputStream {

    private final ResponseInputStream<GetObjectResponse> response;
    private final long length;
    private long position;

    ObjectContent(ResponseInputStream<GetObjectResponse> response) {
        super(response);
        this.response = response;
        this.length = response.response().contentLength();
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int wanted) {
        try {
            int count = in.read(buffer, offset, wanted);
            if (count < 0 && position < length) {
                throw new IOException("%d of %d bytes came".formatted(position, length));
            }
            position += Math.max(count, 0);
            return count;
        } catch (IOException | SdkException e) {
            throw new Failure.Transient(ErrorCode.SOURCE_UNAVAILABLE, "The object broke off", e);
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Closing the answer would read it to its end, however long that is. */
    @Override
    public void close() {
        if (position < length) {
            response.abort();
            return;
        }
        try {
            in.close();
        } catch (IOException e) {
            response.abort();
        }
    }
}
