package io.dromedary.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypesTest {

    private static final byte[] UTF_16 = "\ufeffLetters of two bytes".getBytes(StandardCharsets.UTF_16LE);

    private static final Map<String, byte[]> HEADS = Map.ofEntries(
            Map.entry("pdf", ascii("%PDF-1.7\n1 0 obj\n<<>>\nendobj\n")),
            Map.entry("text", ascii("Plain words, one after the other.\n")),
            Map.entry("markdown", ascii("# Title\n\n* one\n* two\n")),
            Map.entry(
                    "utf8",
                    "Na\u00efve caf\u00e9 \u2014 \u65e5\u672c\u8a9e \ud83d\udc2a\n".getBytes(StandardCharsets.UTF_8)),
            Map.entry("utf16", UTF_16),
            Map.entry("utf16be", "\ufeffLetters of two bytes".getBytes(StandardCharsets.UTF_16BE)),
            Map.entry(
                    "latin1",
                    "Der Tag f\u00e4ngt fr\u00fch an, und er ist lang\n".getBytes(Charset.forName("windows-1252"))),
            Map.entry("html", ascii("<!DOCTYPE html><html><head><title>x</title></head><body>y</body></html>")),
            Map.entry("xml", ascii("<?xml version=\"1.0\"?><a/>")),
            Map.entry("zip", new byte[] {'P', 'K', 3, 4, 20, 0, 0, 0, 8, 0}),
            Map.entry("png", new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0}),
            Map.entry("elf", new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}),
            Map.entry("zeros", new byte[100]),
            Map.entry("textWithNul", ascii("Plain words\0 and more words, and more words")),
            Map.entry("xhtml", ascii("<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body/></html>")),
            Map.entry("message", ascii("From: a@example.org\nTo: b@example.org\nSubject: Hay\n\nPlenty.\n")),
            Map.entry("docx", archive("[Content_Types].xml", "wordprocessingml.document.main+xml")),
            Map.entry("xlsx", archive("xl/workbook.xml", "<workbook/>")),
            Map.entry("pptx", archive("[Content_Types].xml", "presentationml.presentation.main+xml")),
            Map.entry("epub", archive("mimetype", "application/epub+zip")),
            Map.entry("othersZip", archive("readme.txt", "words")),
            Map.entry("ole2", new byte[] {
                (byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0, (byte) 0xa1, (byte) 0xb1, 0x1a, (byte) 0xe1, 0, 0
            }),
            Map.entry("oneByte", ascii("a")),
            Map.entry("gif", ascii("GIF89a\1\0\1\0\0\0\0")),
            Map.entry(
                    "jpeg", new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0, 0, 16, 'J', 'F', 'I', 'F'}),
            Map.entry("gzip", new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0}),
            Map.entry("rtf", ascii("{\\rtf1\\ansi words}")),
            Map.entry("postscript", ascii("%!PS-Adobe-3.0\n")),
            Map.entry("sqlite", ascii("SQLite format 3\0")),
            Map.entry("class", new byte[] {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe, 0, 0, 0, 61}),
            Map.entry("oldWord", new byte[] {
                (byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0, (byte) 0xa1, (byte) 0xb1, 0x1a, (byte) 0xe1
            }),
            Map.entry("pdfThatIsAZip", ascii("%PDF-1.7\nPK\3\4\n")),
            Map.entry("zipThatIsAPdf", ascii("PK\3\4\n%PDF-1.7\n")));

    private static final String OFFICE = "application/vnd.openxmlformats-officedocument.";
    private static final String DOCX = OFFICE + "wordprocessingml.document";

    /**
     * What content that is no text may be processed as; archives of which the beginning does not say, by their name.
     */
    private static final Map<String, String> BINARY = Map.ofEntries(
            Map.entry("pdf", "application/pdf"),
            Map.entry("pdfThatIsAZip", "application/pdf"),
            Map.entry("rtf", "application/rtf"),
            Map.entry("docx", DOCX),
            Map.entry("xlsx", OFFICE + "spreadsheetml.sheet"),
            Map.entry("pptx", OFFICE + "presentationml.presentation"),
            Map.entry("epub", "application/epub+zip"),
            Map.entry("zip", DOCX),
            Map.entry("othersZip", DOCX),
            Map.entry("zipThatIsAPdf", DOCX),
            Map.entry("ole2", DOCX),
            Map.entry("oldWord", DOCX));

    private static final Set<String> TEXTS =
            Set.of("text", "markdown", "utf8", "utf16", "utf16be", "latin1", "html", "xhtml", "message", "oneByte");
    private static final Set<String> TEXT_TYPES =
            Set.of("text/plain", "text/markdown", "text/html", "text/csv", "message/rfc822");

    private final MediaTypes types = new MediaTypes();

    /** Tika takes the first for compiled Emacs Lisp. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n(in millions) | 2010 | 2009\n",
                "(An aside.) A text.\n",
                "\"Quoted\", he said.\n",
                "\u201cQuoted\u201d\n",
                "- one\n- two\n",
                "* one\n* two\n",
                "| a | b |\n| - | - |\n",
                "\u20ac 5 and more\n",
                "\n\n\u2014 Who is there?\n"
            })
    void textMayBeginWithMoreThanLetters(String text) {
        assertThat(types.detect(text.getBytes(StandardCharsets.UTF_8), null, null))
                .isEqualTo("text/plain");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // head, name, declared, found
                "pdf, report.pdf, application/pdf, application/pdf",
                "pdf, -, -, application/pdf",
                "pdf, notes.txt, -, application/pdf",
                "pdf, -, application/octet-stream, application/pdf",
                "pdf, -, APPLICATION/PDF; version=1.7, application/pdf",
                "text, -, -, text/plain",
                "text, notes.txt, text/plain, text/plain",
                "text, notes, text/plain;charset=utf-8, text/plain",
                "text, NOTES.MD, -, text/markdown",
                "text, notes.markdown, binary/octet-stream, text/markdown",
                "text, notes.md, text/plain, text/markdown",
                "text, notes.txt, text/markdown, text/markdown",
                "text, notes.txt, text/x-markdown, text/markdown",
                "text, notes.pdf, -, text/plain",
                "text, md, -, text/plain",
                "text, -, '', text/plain",
                "markdown, -, -, text/plain",
                "markdown, readme.md, -, text/markdown",
                "utf8, -, text/plain, text/plain",
                "utf16, -, text/plain, text/plain",
                "utf16be, a.md, -, text/markdown",
                "latin1, -, text/plain, text/plain",
                "oneByte, -, -, text/plain",
                "html, readme.md, -, text/markdown",
                "html, -, text/markdown, text/markdown",
                "html, page.html, text/plain, text/plain",
                "html, -, -, text/html",
                "html, a.html, text/html, text/html",
                "xhtml, -, application/xhtml+xml, text/html",
                "xhtml, -, -, text/html",
                "text, a.txt, text/html, text/html",
                "text, rates.csv, -, text/csv",
                "text, -, text/csv; charset=utf-8, text/csv",
                "rtf, -, text/rtf, application/rtf",
                "rtf, -, -, application/rtf",
                "message, -, -, message/rfc822",
                "text, hay.eml, -, message/rfc822",
                "message, hay.txt, text/plain, text/plain",
                "docx, -, -, application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "xlsx, -, -, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "pptx, a.docx, -, application/vnd.openxmlformats-officedocument.presentationml.presentation",
                "epub, -, application/epub+zip, application/epub+zip",
                "zip, late.epub, -, application/epub+zip",
                "ole2, a.docx, -, application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            })
    void tellsTheTypeByContentAndAsksTheNameOnlyForMarkdown(
            String head, @Nullable String name, @Nullable String declared, String expected) {
        assertThat(detect(head(head), name, declared)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "pdf, report.pdf, text/plain",
                "pdf, report.pdf, text/markdown",
                "pdf, report.pdf, application/x-pdf",
                "text, report.pdf, application/pdf",
                "text, a.txt, application/json",
                "text, a.txt, nonsense",
                "rtf, a.txt, text/plain",
                "docx, a.zip, application/zip",
                "docx, a.xlsx, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "othersZip, a.zip, -",
                "ole2, a.doc, application/msword",
                "ole2, -, -",
                "html, a.html, application/pdf",
                "xml, a.xml, -",
                "zip, a.zip, -",
                "zip, a.pdf, application/pdf",
                "zip, a.txt, text/plain",
                "png, a.png, image/png",
                "png, a.md, text/markdown",
                "elf, a.txt, text/plain",
                "zeros, a.txt, text/plain",
                "textWithNul, a.txt, text/plain",
            })
    void refusesOtherContentAndAnotherTypeThanDeclared(String head, @Nullable String name, @Nullable String declared) {
        assertUnsupported(() -> detect(head(head), name, declared));
    }

    @Test
    void neitherNameNorDeclarationMakesADocumentOfAnotherType() {
        int accepted = 0;
        int refused = 0;
        for (String head : HEADS.keySet()) {
            for (String name : List.of("a.pdf", "a.md", "a.txt", "a.html", "a.exe", "a.docx", "a.png", "a")) {
                for (String declared : List.of(
                        "application/pdf",
                        "text/plain",
                        "text/markdown",
                        "text/html",
                        "image/png",
                        "application/zip",
                        "application/octet-stream",
                        "")) {
                    try {
                        String type = detect(head(head), name, declared);
                        assertThat(TEXTS.contains(head) ? TEXT_TYPES : Set.of(BINARY.getOrDefault(head, "none")))
                                .as(head)
                                .contains(type);
                        accepted++;
                    } catch (Failure.Permanent e) {
                        assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_TYPE);
                        refused++;
                    }
                }
            }
        }
        System.out.printf(
                "U-6: attempts %d, accepted %d, refused %d, duplicated 0, unexpected 0%n",
                HEADS.size() * 64, accepted, refused);
        assertThat(accepted + refused).isEqualTo(HEADS.size() * 64);
    }

    private String detect(byte[] head, @Nullable String name, @Nullable String declared) {
        return types.settle(types.admit(head, declared), name, declared);
    }

    private static void assertUnsupported(ThrowingCallable detection) {
        assertThatThrownBy(detection)
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.UNSUPPORTED_TYPE))
                .hasMessageContaining("supported are PDF, DOCX");
    }

    private static byte[] head(String name) {
        return Objects.requireNonNull(HEADS.get(name), name);
    }

    private static byte[] archive(String name, String content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(ascii(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
