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

    /** How much of a document is looked at; Tika's own detectors look no further. */
    public static final int HEAD_BYTES = 64 * 1024;

    /** Declared types that mean "I do not know". */
    private static final Set<String> UNSPECIFIC = Set.of("application/octet-stream", "binary/octet-stream");

    private static final Set<String> MARKDOWN_NAMES = Set.of(MARKDOWN, "text/x-markdown", "text/x-web-markdown");

    private final Detector detector = new DefaultDetector();

    /**
     * The type of a document.
     *
     * @param head the first bytes of the document
     * @return one of the supported types
     * @throws Failure.Permanent {@link ErrorCode#UNSUPPORTED_TYPE} when the content is of no supported type or not of
     *     the declared one
     */
    public String detect(byte[] head, @Nullable String filename, @Nullable String declared) {
        String found = detected(head);
        String wanted = essence(declared);
        if (found.equals(PDF)) {
            return accept(PDF, wanted == null || wanted.equals(PDF), declared);
        }
        if (!found.startsWith("text/") || containsNul(head)) {
            throw unsupported("The content is %s".formatted(found));
        }
        if (wanted == null) {
            return unspecified(found, filename);
        }
        if (MARKDOWN_NAMES.contains(wanted)) {
            return MARKDOWN;
        }
        return accept(isMarkdownName(filename) ? MARKDOWN : TEXT, wanted.equals(TEXT), declared);
    }

    /** Markdown may begin with HTML; what is nothing but HTML is no plain text, unless the client says that it is. */
    private static String unspecified(String found, @Nullable String filename) {
        if (isMarkdownName(filename)) {
            return MARKDOWN;
        }
        if (found.equals("text/html")) {
            throw unsupported("The content is %s".formatted(found));
        }
        return TEXT;
    }

    private static String accept(String type, boolean declaredSo, @Nullable String declared) {
        if (!declaredSo) {
            throw unsupported("The content is %s, declared as %s".formatted(type, declared));
        }
        return type;
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
