package io.dromedary.intake;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.apache.commons.fileupload2.core.FileUploadException;
import org.apache.commons.fileupload2.core.MultipartInput;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * Finds the document in a request: the body itself, or the part {@code document} of a multipart form (RFC 7578).
 * Nothing is read ahead and nothing is written to disk.
 */
@Component
public class Uploads {

    private static final String FIELD = "document";
    private static final int MAX_FILENAME = 255;

    /**
     * Finds the document; its content is still to be read.
     *
     * @param body of the request
     * @param contentType of the request; {@code multipart/form-data} is taken apart, anything else is the document's
     *     own
     * @param contentLength as the client announced it, in bytes
     * @param filename of a raw body, from the header {@code X-Filename}
     * @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST} for a malformed form or one without the part
     */
    public Upload open(
            @Nullable InputStream body,
            @Nullable String contentType,
            @Nullable String contentLength,
            @Nullable String filename) {
        InputStream content = body == null ? InputStream.nullInputStream() : body;
        if (contentType != null && contentType.regionMatches(true, 0, "multipart/", 0, 10)) {
            return formPart(content, contentType);
        }
        return new Upload(cleanName(filename), contentType, length(contentLength), content);
    }

    private static OptionalLong length(@Nullable String contentLength) {
        if (contentLength == null) {
            return OptionalLong.empty();
        }
        try {
            long length = Long.parseLong(contentLength);
            if (length < 0) {
                throw new NumberFormatException("negative");
            }
            return OptionalLong.of(length);
        } catch (NumberFormatException e) {
            throw invalid("Content-Length is not a number of bytes", e);
        }
    }

    private static Upload formPart(InputStream body, String contentType) {
        try {
            MultipartInput form = MultipartInput.builder()
                    .setInputStream(body)
                    .setBoundary(boundary(contentType))
                    .get();
            for (boolean more = form.skipPreamble(); more; more = form.readBoundary()) {
                HttpHeaders headers = headers(form.readHeaders());
                ContentDisposition disposition = headers.getContentDisposition();
                if (FIELD.equals(disposition.getName())) {
                    return new Upload(
                            cleanName(disposition.getFilename()),
                            headers.getFirst(HttpHeaders.CONTENT_TYPE),
                            OptionalLong.empty(),
                            form.newInputStream());
                }
                form.discardBodyData();
            }
        } catch (IOException | IllegalArgumentException e) {
            throw invalid("The form is malformed", e);
        }
        throw new Failure.Permanent(ErrorCode.INVALID_REQUEST, "The form has no part '%s'".formatted(FIELD));
    }

    private static byte[] boundary(String contentType) throws FileUploadException {
        try {
            String boundary = MediaType.parseMediaType(contentType).getParameter("boundary");
            if (boundary == null) {
                throw new FileUploadException("multipart without a boundary");
            }
            return boundary.replace("\"", "").getBytes(StandardCharsets.ISO_8859_1);
        } catch (InvalidMediaTypeException e) {
            throw new FileUploadException("malformed content type", e);
        }
    }

    private static HttpHeaders headers(String block) {
        HttpHeaders headers = new HttpHeaders();
        block.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.add(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip());
            }
        });
        return headers;
    }

    /**
     * The last segment of the path that some clients send, without what forges lines or turns text around, not endless.
     */
    private static @Nullable String cleanName(@Nullable String filename) {
        if (filename == null) {
            return null;
        }
        String name = filename.substring(Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\')) + 1)
                .replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "")
                .strip();
        return name.isEmpty() ? null : shortened(name);
    }

    private static String shortened(String name) {
        if (name.length() <= MAX_FILENAME) {
            return name;
        }
        boolean splitsPair = Character.isHighSurrogate(name.charAt(MAX_FILENAME - 1));
        return name.substring(0, splitsPair ? MAX_FILENAME - 1 : MAX_FILENAME);
    }

    private static Failure invalid(String detail, Exception cause) {
        return new Failure.Permanent(ErrorCode.INVALID_REQUEST, detail, cause);
    }
}
