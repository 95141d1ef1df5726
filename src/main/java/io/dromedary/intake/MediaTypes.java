package io.dromedary.intake;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.extract.Packages;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
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
public class MediaTypes {

    static final String PDF = "application/pdf";
    static final String MARKDOWN = "text/markdown";
    static final String TEXT = "text/plain";
    static final String HTML = "text/html";
    static final String CSV = "text/csv";
    static final String RTF = "application/rtf";
    static final String MESSAGE = "message/rfc822";

    /** How much of a document is looked at; Tika's own detectors look no further. */
    public static final int HEAD_BYTES = 64 * 1024;

    /**
     * A letter, a digit, or what begins a heading, quotation, aside, list, table row or sum, on a line that is no
     * header of a message. Tika takes every text that begins with an empty line and a parenthesis for compiled Emacs
     * Lisp.
     */
    private static final Pattern PROSE =
            Pattern.compile("\\s*(?![A-Za-z-]{1,40}:)[\\p{L}\\p{N}\\p{Pi}\\p{Pd}\\p{Sc}#(\"'*•|]");

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

    private static final Set<String> TEXTS = Set.of(TEXT, MARKDOWN, HTML, CSV, MESSAGE);
    private static final Set<String> PACKAGES = Set.copyOf(PACKAGE_SUFFIXES.values());

    private static final String ZIP = "application/zip";
    private static final byte[] ZIP_MAGIC = {'P', 'K', 3, 4};

    /** How Office 97 began its files; encrypted ones begin so to this day. */
    private static final String OLE = "application/x-tika-msoffice";

    private static final byte[] OLE_MAGIC = {
        (byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0, (byte) 0xa1, (byte) 0xb1, 0x1a, (byte) 0xe1
    };

    private static final Set<String> ENCRYPTED_AS_OLE = Set.of(Packages.DOCX, Packages.XLSX, Packages.PPTX);

    /** By magic bytes alone: the detectors of containers open what they look at. */
    private final Detector detector = MimeTypes.getDefaultMimeTypes();

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
        String wanted = essence(declared);
        if (startsWith(head, OLE_MAGIC)) {
            return container(OLE, ENCRYPTED_AS_OLE, wanted);
        }
        if (startsWith(head, ZIP_MAGIC)) {
            String found = Packages.typeOf(new ByteArrayInputStream(head));
            return found == null
                    ? container(ZIP, PACKAGES, wanted)
                    : accept(found, wanted == null || wanted.equals(found), declared);
        }
        String found = isProse(head) ? TEXT : detected(head);
        if (found.equals(PDF) || found.equals(RTF)) {
            return accept(found, wanted == null || wanted.equals(found), declared);
        }
        if (!isText(found) || containsNul(head)) {
            throw unsupported("The content is %s".formatted(found));
        }
        return accept(found, wanted == null || TEXTS.contains(wanted), declared);
    }

    /** Of an archive that does not say what is in it, the declared type or else the name says it. */
    private static String container(String found, Set<String> possible, @Nullable String wanted) {
        if (wanted == null) {
            return found;
        }
        return accept(possible.contains(wanted) ? wanted : found, possible.contains(wanted), wanted);
    }

    /**
     * Decides, now that the name is known.
     *
     * @param found by {@link #admit}
     * @return the supported type that the document is processed as
     * @throws Failure.Permanent {@link ErrorCode#UNSUPPORTED_TYPE} for an archive of which nobody says what it is
     */
    String settle(String found, @Nullable String filename, @Nullable String declared) {
        if (found.equals(OLE) || found.equals(ZIP)) {
            String named = bySuffix(filename, PACKAGE_SUFFIXES);
            Set<String> possible = found.equals(OLE) ? ENCRYPTED_AS_OLE : PACKAGES;
            if (named == null || !possible.contains(named)) {
                throw unsupported("The content is %s".formatted(found));
            }
            return named;
        }
        if (!isText(found)) {
            return found;
        }
        String wanted = essence(declared);
        String named = bySuffix(filename, TEXT_SUFFIXES);
        if (wanted == null) {
            return named == null ? byContent(found) : named;
        }
        return wanted.equals(TEXT) && MARKDOWN.equals(named) ? MARKDOWN : wanted;
    }

    /** Markdown may begin with HTML or look like a message, but nobody says that it is Markdown. */
    private static String byContent(String found) {
        return switch (found) {
            case "text/html", "application/xhtml+xml" -> HTML;
            case MESSAGE -> MESSAGE;
            case CSV -> CSV;
            default -> TEXT;
        };
    }

    /**
     * Whether it is text in UTF-8 that begins like prose or Markdown, and so like none of the formats that Tika knows
     * by their first characters. Comparing with all of those takes a third of the time of accepting a small document.
     */
    private static boolean isProse(byte[] head) {
        CharBuffer text = CharBuffer.allocate(head.length);
        // What the end of the head cuts off is not malformed.
        if (StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(head), text, false)
                .isError()) {
            return false;
        }
        text.flip();
        return PROSE.matcher(text).lookingAt() && text.chars().noneMatch(MediaTypes::isControl);
    }

    private static boolean isControl(int character) {
        return character < ' ' && character != '\t' && character != '\n' && character != '\r' && character != '\f';
    }

    private static boolean isText(String found) {
        return found.startsWith("text/") || found.equals(MESSAGE) || found.equals("application/xhtml+xml");
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
