package io.dromedary.intake;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.apache.tika.detect.DefaultDetector;
import org.apache.tika.detect.Detector;
import org.apache.tika.metadata.Metadata;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Tells what a document is by its first bytes. Its name and the declared type only tell apart what bytes cannot:
 * Markdown from plain text. Thread-safe.
 */
@Component
public class MediaTypes {

    static final String PDF = "application/pdf";
    static final String MARKDOWN = "text/markdown";
    static final String TEXT = "text/plain";

    /** Not supported, but the beginning of many a Markdown document. */
    private static final String HTML = "text/html";

    /** How much of a document is looked at; Tika's own detectors look no further. */
    public static final int HEAD_BYTES = 64 * 1024;

    /** Declared types that mean "I do not know". */
    private static final Set<String> UNSPECIFIC = Set.of("application/octet-stream", "binary/octet-stream");

    private static final Set<String> MARKDOWN_NAMES = Set.of(MARKDOWN, "text/x-markdown", "text/x-web-markdown");

    private final Detector detector = new DefaultDetector();

    /**
     * The type of a document whose name is known from the start.
     *
     * @param head the first bytes of the document
     * @return one of the supported types
     * @throws Failure.Permanent {@link ErrorCode#UNSUPPORTED_TYPE} when the content is of no supported type or not of
     *     the declared one
     */
    public String detect(byte[] head, @Nullable String filename, @Nullable String declared) {
        return settle(admit(head, declared), filename, declared);
    }

    /**
     * Looks at the content, while nothing else of the document has been read.
     *
     * @param head the first bytes of the document
     * @return what it is by its bytes, for {@link #settle}
     * @throws Failure.Permanent {@link ErrorCode#UNSUPPORTED_TYPE} when the content is of no supported type or not of
     *     the declared one
     */
    String admit(byte[] head, @Nullable String declared) {
        String found = detected(head);
        if (!found.equals(PDF) && (!found.startsWith("text/") || containsNul(head))) {
            throw unsupported("The content is %s".formatted(found));
        }
        String wanted = essence(declared);
        boolean asDeclared = found.equals(PDF)
                ? wanted == null || wanted.equals(PDF)
                : wanted == null || wanted.equals(TEXT) || MARKDOWN_NAMES.contains(wanted);
        if (!asDeclared) {
            throw unsupported("The content is %s, declared as %s".formatted(found, wanted));
        }
        return found;
    }

    /**
     * Decides, now that the name is known.
     *
     * @param found by {@link #admit}
     * @return the supported type that the document is processed as
     * @throws Failure.Permanent {@link ErrorCode#UNSUPPORTED_TYPE} for HTML that nobody calls plain text or Markdown
     */
    String settle(String found, @Nullable String filename, @Nullable String declared) {
        String wanted = essence(declared);
        if (found.equals(PDF)) {
            return PDF;
        }
        if (isMarkdownName(filename) || (wanted != null && MARKDOWN_NAMES.contains(wanted))) {
            return MARKDOWN;
        }
        if (found.equals(HTML) && wanted == null) {
            throw unsupported("The content is %s".formatted(found));
        }
        return TEXT;
    }

    private String detected(byte[] head) {
        try {
            return detector.detect(new ByteArrayInputStream(head), new Metadata())
                    .getBaseType()
                    .toString();
        } catch (IOException e) {
            throw new IllegalStateException("Reading from memory does not fail", e);
        }
    }

    /** Type and subtype without parameters, or null when nothing specific is declared. */
    private static @Nullable String essence(@Nullable String declared) {
        if (declared == null || declared.isBlank()) {
            return null;
        }
        String essence = declared.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return UNSPECIFIC.contains(essence) ? null : essence;
    }

    private static boolean isMarkdownName(@Nullable String filename) {
        String name = filename == null ? "" : filename.toLowerCase(Locale.ROOT);
        return name.endsWith(".md") || name.endsWith(".markdown");
    }

    private static boolean containsNul(byte[] head) {
        boolean utf16 = head.length >= 2
                && ((head[0] == (byte) 0xfe && head[1] == (byte) 0xff)
                        || (head[0] == (byte) 0xff && head[1] == (byte) 0xfe));
        if (utf16) {
            return false;
        }
        for (byte b : head) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }

    private static Failure unsupported(String what) {
        return new Failure.Permanent(
                ErrorCode.UNSUPPORTED_TYPE, what + "; supported are %s, %s and %s".formatted(PDF, MARKDOWN, TEXT));
    }
}
