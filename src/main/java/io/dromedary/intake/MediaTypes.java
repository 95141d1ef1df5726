package io.dromedary.intake;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.extract.Packages;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.tika.detect.Detector;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MimeTypes;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Tells what a document is by its first bytes. Its name and the declared type only tell apart what bytes cannot: the
 * formats that are text, and what is inside an archive whose beginning does not say. Thread-safe.
 */
@Component
class MediaTypes {

    static final String PDF = "application/pdf";
    static final String MARKDOWN = "text/markdown";
    static final String TEXT = "text/plain";
    static final String HTML = "text/html";
    static final String CSV = "text/csv";
    static final String RTF = "application/rtf";
    static final String MESSAGE = "message/rfc822";

    /** How much of a document is looked at; Tika's own detectors look no further. */
    static final int HEAD_BYTES = 64 * 1024;

    /** Declared types that mean "I do not know". */
    private static final Set<String> UNSPECIFIC = Set.of("application/octet-stream", "binary/octet-stream");

    /** Other names of types. */
    private static final Map<String, String> NAMES = Map.of(
            "text/x-markdown", MARKDOWN,
            "text/x-web-markdown", MARKDOWN,
            "application/xhtml+xml", HTML,
            "text/rtf", RTF,
            "application/csv", CSV);

    /** Formats that are text, and so may look like any other. */
    private static final Map<String, String> TEXT_SUFFIXES = Map.of(
            ".md", MARKDOWN,
            ".markdown", MARKDOWN,
            ".htm", HTML,
            ".html", HTML,
            ".xhtml", HTML,
            ".csv", CSV,
            ".eml", MESSAGE);

    private static final Map<String, String> PACKAGE_SUFFIXES =
            Map.of(".docx", Packages.DOCX, ".xlsx", Packages.XLSX, ".pptx", Packages.PPTX, ".epub", Packages.EPUB);

    /** How Office 97 began its files; encrypted ones begin so to this day. */
    private static final byte[] OLE2 = {
        (byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0, (byte) 0xa1, (byte) 0xb1, 0x1a, (byte) 0xe1
    };

    private static final Set<String> ENCRYPTED_AS_OLE2 = Set.of(Packages.DOCX, Packages.XLSX, Packages.PPTX);

    /** By magic bytes alone: the detectors of containers open what they look at. */
    private final Detector detector = MimeTypes.getDefaultMimeTypes();

    /**
     * Tells the type.
     *
     * @param head the first bytes of the document
     * @return one of the supported types
     * @throws Failure.Permanent {@link ErrorCode#UNSUPPORTED_TYPE} when the content is of no supported type or not of
     *     the declared one
     */
    String detect(byte[] head, @Nullable String filename, @Nullable String declared) {
        String wanted = essence(declared);
        String binary = binary(head, wanted, filename);
        if (binary != null) {
            return accept(binary, wanted == null || wanted.equals(binary), declared);
        }
        String found = detected(head);
        if (!isText(found) || containsNul(head)) {
            throw unsupported("The content is %s".formatted(found));
        }
        return wanted == null ? unspecified(found, filename) : declaredText(found, filename, wanted, declared);
    }

    /** The type of what is no plain text; null if it may be text or is unknown. */
    private @Nullable String binary(byte[] head, @Nullable String wanted, @Nullable String filename) {
        String named = bySuffix(filename, PACKAGE_SUFFIXES);
        String expected = wanted == null ? named : wanted;
        if (startsWith(head, OLE2)) {
            return expected != null && ENCRYPTED_AS_OLE2.contains(expected) ? expected : null;
        }
        if (startsWith(head, new byte[] {'P', 'K', 3, 4})) {
            String found = Packages.typeOf(new ByteArrayInputStream(head));
            return found == null && expected != null && PACKAGE_SUFFIXES.containsValue(expected) ? expected : found;
        }
        String found = detected(head);
        return found.equals(PDF) || found.equals(RTF) ? found : null;
    }

    private static boolean isText(String found) {
        return found.startsWith("text/") || found.equals(MESSAGE) || found.equals("application/xhtml+xml");
    }

    /** Markdown may begin with HTML or look like a message; the name decides, then the content. */
    private static String unspecified(String found, @Nullable String filename) {
        String named = bySuffix(filename, TEXT_SUFFIXES);
        if (named != null) {
            return named;
        }
        return switch (found) {
            case "text/html", "application/xhtml+xml" -> HTML;
            case MESSAGE -> MESSAGE;
            case CSV -> CSV;
            default -> TEXT;
        };
    }

    private static String declaredText(
            String found, @Nullable String filename, String wanted, @Nullable String declared) {
        if (wanted.equals(TEXT)) {
            return MARKDOWN.equals(bySuffix(filename, TEXT_SUFFIXES)) ? MARKDOWN : TEXT;
        }
        return accept(
                TEXT_SUFFIXES.containsValue(wanted) ? wanted : found, TEXT_SUFFIXES.containsValue(wanted), declared);
    }

    private static @Nullable String bySuffix(@Nullable String filename, Map<String, String> types) {
        String name = filename == null ? "" : filename.toLowerCase(Locale.ROOT);
        int dot = name.lastIndexOf('.');
        return dot < 0 ? null : types.get(name.substring(dot));
    }

    private static boolean startsWith(byte[] head, byte[] magic) {
        return head.length >= magic.length && Arrays.equals(head, 0, magic.length, magic, 0, magic.length);
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
        return UNSPECIFIC.contains(essence) ? null : NAMES.getOrDefault(essence, essence);
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
                ErrorCode.UNSUPPORTED_TYPE,
                what + "; supported are PDF, DOCX, XLSX, PPTX, EPUB, HTML, RTF, CSV, e-mail, Markdown and plain text");
    }
}
