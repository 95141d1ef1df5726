package io.dromedary.intake;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.intake.PacedStream.Pace;
import java.io.InputStream;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Finds the document in a request: the body itself, or the part {@code document} of a multipart form (RFC 7578).
 * Nothing is read ahead and nothing is written to disk.
 */
@Component
public class Uploads {

    private final long maxSize;
    private final Pace pace;

    Uploads(IntakeProperties properties) {
        this.maxSize = properties.maxSize().toBytes();
        this.pace = new Pace(properties.minRate().toBytes(), properties.slowStart());
    }

    /**
     * Reads the headers; the body is still to be read.
     *
     * @param headers of the request, each with one value; {@code multipart/form-data} is taken apart, a body of any
     *     other type is the document
     * @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST} or {@link ErrorCode#IDEMPOTENCY_KEY_REQUIRED}
     */
    public UploadSource open(@Nullable InputStream body, Map<String, Object> headers) {
        return open(body, headers, OptionValues.ofHeaders(headers, true));
    }

    /** As {@link #open}, for a document that is only looked at and needs no idempotency key. */
    public UploadSource openToLook(@Nullable InputStream body, Map<String, Object> headers) {
        return open(body, headers, OptionValues.ofHeaders(headers, false));
    }

    private UploadSource open(@Nullable InputStream body, Map<String, Object> headers, OptionValues options) {
        InputStream bytes = body == null ? InputStream.nullInputStream() : body;
        String contentType = (String) headers.get("Content-Type");
        OptionalLong length = length((String) headers.get("Content-Length"));
        if (contentType != null && contentType.regionMatches(true, 0, "multipart/", 0, 10)) {
            long limit = maxSize + DocumentForm.MAX_OVERHEAD_BYTES;
            if (length.orElse(0) > limit) {
                throw MeasuredStream.tooLarge(maxSize);
            }
            return new DocumentForm(new PacedStream(bytes, pace, limit), contentType, options);
        }
        Upload upload =
                Upload.of(contentType, length, new PacedStream(bytes, pace, Long.MAX_VALUE), options.complete(null));
        return () -> upload;
    }

    private static OptionalLong length(@Nullable String contentLength) {
        if (contentLength == null) {
            return OptionalLong.empty();
        }
        if (!contentLength.matches("[0-9]{1,18}")) {
            throw new Failure.Permanent(ErrorCode.INVALID_REQUEST, "Content-Length is not a number");
        }
        return OptionalLong.of(Long.parseLong(contentLength));
    }
}
