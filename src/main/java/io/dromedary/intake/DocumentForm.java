package io.dromedary.intake;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalLong;
import org.apache.commons.fileupload2.core.MultipartInput;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * A multipart form (RFC 7578), read once from front to back: fields, the part {@code document} as a stream, and again
 * fields. Whatever else it holds is refused rather than ignored, for a misspelt option must not pass unnoticed.
 */
final class DocumentForm implements UploadSource {

    private static final String DOCUMENT = "document";
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int MAX_FIELDS = 20;
    private static final int MAX_FIELD_BYTES = 8 * 1024;

    /** What a form may have beside the document. */
    static final long MAX_OVERHEAD_BYTES = 512 * 1024;

    private final InputStream body;
    private final byte[] boundary;
    private final OptionValues options;
    private int fields;

    /**
     * A form whose body is still to be read.
     *
     * @param options that the headers gave
     * @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST} for a content type that is no form
     */
    DocumentForm(InputStream body, String contentType, OptionValues options) {
        this.body = body;
        this.boundary = boundary(contentType);
        this.options = options;
    }

    private record Part(
            @Nullable String name,
            @Nullable String filename,
            @Nullable String type) {}

    @Override
    public Upload open() {
        try {
            MultipartInput form = MultipartInput.builder()
                    .setInputStream(body)
                    .setBufferSize(BUFFER_BYTES)
                    .setBoundary(boundary)
                    .get();
            form.setHeaderCharset(StandardCharsets.UTF_8);
            for (boolean more = form.skipPreamble(); more; more = form.readBoundary()) {
                Part part = part(form);
                if (DOCUMENT.equals(part.name())) {
                    return new Upload(
                            part.type(),
                            OptionalLong.empty(),
                            form.newInputStream(),
                            options.key(),
                            options.passthrough(),
                            () -> rest(form, part.filename()));
                }
                field(part, form);
            }
        } catch (IOException e) {
            throw malformed(e);
        }
        throw invalid("The form has no part '%s'".formatted(DOCUMENT));
    }

    private UploadOptions rest(MultipartInput form, @Nullable String partName) {
        boolean passthrough = options.passthrough();
        try {
            while (form.readBoundary()) {
                Part part = part(form);
                if (DOCUMENT.equals(part.name())) {
                    throw invalid("The form has two parts '%s'".formatted(DOCUMENT));
                }
                field(part, form);
            }
        } catch (IOException e) {
            throw malformed(e);
        }
        if (options.passthrough() != passthrough) {
            throw invalid("The field 'passthrough' comes before the part '%s'".formatted(DOCUMENT));
        }
        return options.complete(partName);
    }

    private void field(Part part, MultipartInput form) throws IOException {
        UploadOption option = part.name() == null ? null : UploadOption.named(part.name());
        if (option == null) {
            throw invalid("The form has a field '%s', which is no option".formatted(part.name()));
        }
        byte[] value = form.newInputStream().readNBytes(MAX_FIELD_BYTES + 1);
        fields++;
        if (value.length > MAX_FIELD_BYTES || fields > MAX_FIELDS) {
            throw invalid("A form has %d fields of %d bytes at most".formatted(MAX_FIELDS, MAX_FIELD_BYTES));
        }
        options.put(option, Names.utf8(ByteBuffer.wrap(value)));
    }

    private static Part part(MultipartInput form) throws IOException {
        HttpHeaders headers = new HttpHeaders();
        form.readHeaders().lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.add(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip());
            }
        });
        String encoding = headers.getFirst("Content-Transfer-Encoding");
        if (encoding != null && !encoding.toLowerCase(Locale.ROOT).matches("binary|8bit|7bit")) {
            throw invalid("A part is sent as it is, without Content-Transfer-Encoding (RFC 7578, section 4.7)");
        }
        ContentDisposition disposition = disposition(headers);
        return new Part(disposition.getName(), disposition.getFilename(), headers.getFirst(HttpHeaders.CONTENT_TYPE));
    }

    private static ContentDisposition disposition(HttpHeaders headers) {
        try {
            return headers.getContentDisposition();
        } catch (IllegalArgumentException e) {
            throw malformed(e);
        }
    }

    private static byte[] boundary(String contentType) {
        try {
            MediaType type = MediaType.parseMediaType(contentType);
            String boundary = type.getParameter("boundary");
            if (boundary == null || !type.equalsTypeAndSubtype(MediaType.MULTIPART_FORM_DATA)) {
                throw invalid("A form is multipart/form-data with a boundary");
            }
            String bare = boundary.replaceAll("^\"|\"$", "");
            if (bare.isEmpty()) {
                throw invalid("A form is multipart/form-data with a boundary");
            }
            return bare.getBytes(StandardCharsets.ISO_8859_1);
        } catch (InvalidMediaTypeException e) {
            throw malformed(e);
        }
    }

    private static Failure malformed(Exception cause) {
        return new Failure.Permanent(ErrorCode.INVALID_REQUEST, "The form is malformed", cause);
    }

    private static Failure invalid(String detail) {
        return new Failure.Permanent(ErrorCode.INVALID_REQUEST, detail);
    }
}
