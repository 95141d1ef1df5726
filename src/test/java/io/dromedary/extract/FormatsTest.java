package io.dromedary.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormatsTest {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void readsDocx() throws Exception {
        Collected document = Collected.of(OfficeFiles.docx(), Packages.DOCX);

        assertThat(document.lines())
                .containsExactly(
                        "HEADING 1 Wells",
                        "PARAGRAPH Wells are deep.",
                        "TABLE Well | Depth\nOld | 40 m",
                        "PARAGRAPH Bring a rope.");
        assertThat(document.text())
                .isEqualTo("Wells\n\nWells are deep.\n\nWell | Depth\nOld | 40 m\n\nBring a rope.\n\n");
    }

    @Test
    void readsTheSheetsOfXlsxAsTables() throws Exception {
        assertThat(Collected.of(OfficeFiles.xlsx(), Packages.XLSX).lines())
                .containsExactly("HEADING 1 Rates", "TABLE Route | Days\nNorth | 12\nSouth | 9");
    }

    @Test
    void readsTheSlidesOfPptxAsPages() throws Exception {
        Collected show = Collected.of(OfficeFiles.pptx(), Packages.PPTX);

        assertThat(show.lines())
                .containsExactly(
                        "HEADING 1 Caravans",
                        "PARAGRAPH Caravans need water.",
                        "HEADING 1 Oases",
                        "PARAGRAPH Oases need water.");
        assertThat(show.elements).extracting(Element::page).containsExactly(1, 1, 2, 2);
        assertThat(show.pages).isEqualTo(2);
    }

    @Test
    void readsEpubInTheOrderOfItsSpine() throws Exception {
        assertThat(Collected.of(OfficeFiles.epub(), Packages.EPUB).lines())
                .containsExactly(
                        "HEADING 1 Journey",
                        "PARAGRAPH They left early.",
                        "LIST_ITEM - bread",
                        "HEADING 2 Return",
                        "PARAGRAPH They came back.");
    }

    @Test
    void readsHtml() throws Exception {
        String html = """
                <html><head><title>no text</title><script>no()</script><style>p {}</style></head><body>
                <h1>Caravan <em>routes</em></h1>
                <p>Two   routes,<br>one goal.</p>
                bare text
                <ol><li>north<ul><li>by night</li></ul></li><li><p>south</p></li></ol>
                <table><tr><th>Route</th><th>Days</th></tr><tr><td><p>North</p></td><td>12</td></tr></table>
                <pre>  load
                  walk</pre>
                <div>An <a href="https://example.org">oasis</a>.</div></body></html>""";

        assertThat(Collected.of(bytes(html), "text/html").lines())
                .containsExactly(
                        "HEADING 1 Caravan routes",
                        "PARAGRAPH Two routes,\none goal.",
                        "PARAGRAPH bare text",
                        "LIST_ITEM - north",
                        "LIST_ITEM - by night",
                        "LIST_ITEM - south",
                        "TABLE Route | Days\nNorth | 12",
                        "CODE load\n  walk",
                        "PARAGRAPH An oasis.");
    }

    @Test
    void readsRtf() throws Exception {
        String rtf = "{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Times;}}\\pard Na\\'efve camels.\\par Second line.\\par}";

        assertThat(Collected.of(bytes(rtf), "application/rtf").lines())
                .containsExactly("PARAGRAPH Naïve camels.", "PARAGRAPH Second line.");
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t"})
    void readsCsvAsOneTable(String delimiter) throws Exception {
        String csv = "Route,Days\n\"North, by night\",12\nSouth,9\nWest,20\n".replace(",", delimiter);

        assertThat(Collected.of(csv.getBytes(Charset.forName("windows-1252")), "text/csv")
                        .lines())
                .containsExactly("TABLE Route | Days\nNorth%s by night | 12\nSouth | 9\nWest | 20"
                        .formatted(delimiter.isBlank() ? "" : delimiter));
    }

    @Test
    void readsMessagesWithTheirAttachments() throws Exception {
        String message = """
                From: Amina <amina@example.org>
                To: Brahim <brahim@example.org>
                Subject: =?utf-8?q?Hay_f=C3=BCr_camels?=
                Date: Mon, 6 Sep 2021 05:25:34 +0000
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="x"

                --x
                Content-Type: text/plain; charset=utf-8

                Is there hay?

                Enough
                for two.
                --x
                Content-Type: text/html
                Content-Disposition: attachment; filename="list.html"

                <ul><li>hay</li></ul>
                --x
                Content-Type: image/png
                Content-Transfer-Encoding: base64

                aGF5
                --x--
                """.replace("\n", "\r\n");

        assertThat(Collected.of(bytes(message), "message/rfc822").lines())
                .containsExactly(
                        "HEADING 1 Hay für camels",
                        "PARAGRAPH From: Amina <amina@example.org>",
                        "PARAGRAPH To: Brahim <brahim@example.org>",
                        "PARAGRAPH Date: 2021-09-06T05:25:34Z",
                        "PARAGRAPH Is there hay?",
                        "PARAGRAPH Enough\nfor two.",
                        "LIST_ITEM - hay");
    }

    @Test
    void cutsWhatIsLongerThanAnElement() throws Exception {
        String html = "<p>" + "A sentence of some words. ".repeat(5_000) + "</p><p>End.</p>";

        Collected document = Collected.of(bytes(html), "text/html");

        assertThat(document.elements)
                .hasSizeGreaterThan(8)
                .allSatisfy(element -> assertThat(element.text()).hasSizeLessThanOrEqualTo(Tiler.LIMIT));
        assertThat(document.text()).endsWith("End.\n\n");
    }

    @Test
    void tellsEncryptedDocuments() {
        assertFails(
                () -> Collected.of(OfficeFiles.encrypted(OfficeFiles.docx()), Packages.DOCX),
                ErrorCode.DOCUMENT_ENCRYPTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {Packages.DOCX, Packages.XLSX, Packages.PPTX, Packages.EPUB})
    void tellsWhatIsNoArchive(String type) {
        assertFails(() -> Collected.of(bytes("no archive at all"), type), ErrorCode.DOCUMENT_CORRUPT);
    }

    @Test
    void readsNothingAsAnotherType() {
        assertFails(() -> Collected.of(OfficeFiles.docx(), Packages.XLSX), ErrorCode.UNSUPPORTED_TYPE);
        assertFails(() -> Collected.of(OfficeFiles.xlsx(), Packages.EPUB), ErrorCode.UNSUPPORTED_TYPE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "text/csv", "application/rtf"})
    void tellsDocumentsWithoutText(String type) {
        assertFails(
                () -> Collected.of(bytes(type.endsWith("rtf") ? "{\\rtf1 }" : " \n"), type), ErrorCode.DOCUMENT_EMPTY);
        assertFails(() -> Collected.of(new byte[0], type), ErrorCode.DOCUMENT_EMPTY);
    }

    @Test
    void knowsArchivesByTheirBeginning() throws Exception {
        assertThat(Packages.typeOf(new ByteArrayInputStream(OfficeFiles.docx())))
                .isEqualTo(Packages.DOCX);
        assertThat(Packages.typeOf(new ByteArrayInputStream(OfficeFiles.xlsx())))
                .isEqualTo(Packages.XLSX);
        assertThat(Packages.typeOf(new ByteArrayInputStream(OfficeFiles.pptx())))
                .isEqualTo(Packages.PPTX);
        assertThat(Packages.typeOf(new ByteArrayInputStream(OfficeFiles.epub())))
                .isEqualTo(Packages.EPUB);
        assertThat(Packages.typeOf(new ByteArrayInputStream(new byte[] {'P', 'K', 3, 4})))
                .isNull();
    }

    private static void assertFails(ThrowingCallable reading, ErrorCode code) {
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
