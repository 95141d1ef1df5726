package io.dromedary.extract;

import static io.dromedary.extract.Texts.all;
import static io.dromedary.extract.Texts.joined;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.extract.Element.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextExtractionTest {

    @TempDir
    private Path folder;

    private final DirectExtractor extractor = new DirectExtractor(page -> "");

    @Test
    void cutsPlainTextAtBlankLines() throws IOException {
        List<Element> elements = plain("\n  One\nand a half.\n\n\nTwo.\n");

        assertThat(elements)
                .containsExactly(
                        new Element(Kind.PARAGRAPH, "\n  One\nand a half.\n\n\n", 0, 0, 0, ""),
                        new Element(Kind.PARAGRAPH, "Two.\n", 21, 0, 0, ""));
    }

    @Test
    void takesALongLineForAParagraph() throws IOException {
        String line = "A line that nobody wrapped. ".repeat(10) + "\n";

        assertThat(plain(line + line + "Short.\nLines.\n"))
                .extracting(Element::text)
                .containsExactly(line, line, "Short.\nLines.\n");
    }

    @Test
    void countsCodePoints() throws IOException {
        assertThat(plain("🐪🐫\n\ncamels")).extracting(Element::start).containsExactly(0, 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nb\r\n\r\nc\r\n", "a\rb\r\rc", "\uFEFFa\n\nb", "a\u2028b\u0085c\fd", "a", " \n a"})
    void keepsEveryCharacter(String text) throws IOException {
        assertThat(joined(plain(text))).isEqualTo(text);
        assertThat(joined(markdown(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void readsTextWithAByteOrderMark(String charset) throws IOException {
        String text = "\uFEFF# Tür 🐪\n\nText";
        List<Element> elements = all(open(text.getBytes(Charset.forName(charset)), "text/markdown"));

        assertThat(joined(elements)).isEqualTo(text);
        assertThat(elements.get(0).title()).isEqualTo("Tür 🐪");
    }

    @Test
    void readsWhatIsNotUtf8AsWindows1252() throws IOException {
        byte[] bytes = "Tür – €".getBytes(Charset.forName("windows-1252"));

        assertThat(joined(all(open(bytes, "text/plain")))).isEqualTo("Tür – €");
    }

    @Test
    void refusesBytesThatAreNoText() {
        assertFails(() -> open("a\0b".getBytes(StandardCharsets.UTF_8), "text/plain"), ErrorCode.DOCUMENT_CORRUPT);
        assertFails(() -> open(new byte[] {(byte) 0xFF, 0, 1, 0}, "text/plain"), ErrorCode.DOCUMENT_CORRUPT);
        assertFails(
                () -> open(new byte[] {(byte) 0xFF, (byte) 0xFE, 0, (byte) 0xD8}, "text/plain"),
                ErrorCode.DOCUMENT_CORRUPT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \r\n\t\f", "\uFEFF", "\uFEFF\n"})
    void refusesAFileWithoutText(String text) {
        assertFails(() -> plain(text), ErrorCode.DOCUMENT_EMPTY);
        assertFails(() -> markdown(text), ErrorCode.DOCUMENT_EMPTY);
    }

    @Test
    void refusesTypesItDoesNotKnow() {
        assertFails(() -> open(new byte[] {1}, "application/zip"), ErrorCode.UNSUPPORTED_TYPE);
    }

    @Test
    void doesNotBlameTheDocumentForAMissingFile() {
        assertThatThrownBy(() -> extractor.open(folder.resolve("absent"), "text/plain"))
                .isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> extractor.open(folder.resolve("absent"), "application/pdf"))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void readsOneEndlessLineInPieces() throws IOException {
        Path file = folder.resolve("endless.txt");
        try (Writer out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < 100_000; i++) {
                out.write("The camel number " + i + " goes on. ");
            }
        }
        try (Extraction extraction = extractor.open(file, "text/plain")) {
            while (extraction.hasNext()) {
                assertThat(extraction.next().text())
                        .hasSizeLessThanOrEqualTo(Tiler.LIMIT)
                        .endsWith("goes on. ");
            }
        }
        assertThat(joined(all(extractor.open(file, "text/markdown")))).isEqualTo(Files.readString(file));
    }

    @Test
    void cutsAnEndlessWordBetweenVisibleCharacters() throws IOException {
        for (String character : List.of("x", "🐪", "e\u0301")) {
            for (String prefix : List.of("", ".")) {
                List<Element> elements = plain(prefix + character.repeat(30_000));

                assertThat(joined(elements)).hasSize(prefix.length() + 30_000 * character.length());
                assertThat(elements)
                        .hasSizeGreaterThan(1)
                        .allSatisfy(element -> assertThat(element.text()).endsWith(character));
            }
        }
    }

    @Test
    void cutsAnEndlessTableAfterARow() throws IOException {
        List<Element> elements = markdown("| left | right |\n".repeat(5_000));

        assertThat(elements).hasSizeGreaterThan(4).allSatisfy(element -> {
            assertThat(element.kind()).isEqualTo(Kind.TABLE);
            assertThat(element.text()).endsWith("|\n");
        });
    }

    private List<Element> plain(String text) throws IOException {
        return all(open(text.getBytes(StandardCharsets.UTF_8), "text/plain"));
    }

    private List<Element> markdown(String text) throws IOException {
        return all(open(text.getBytes(StandardCharsets.UTF_8), "text/markdown"));
    }

    private Extraction open(byte[] bytes, String mediaType) throws IOException {
        return extractor.open(Files.write(folder.resolve("document"), bytes), mediaType);
    }

    private static void assertFails(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
