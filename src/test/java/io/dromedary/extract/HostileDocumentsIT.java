package io.dromedary.extract;

import static io.dromedary.extract.Texts.all;
import static io.dromedary.extract.Texts.joined;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

/** Documents that are made to do harm, through the sandbox as it is shipped but for shorter limits. */
@Tag("once")
class HostileDocumentsIT {

    private static final String SECRET = "the-words-of-a-local-file";
    private static final String HTML = "text/html";
    private static final String RTF = "application/rtf";
    private static final String PDF = "application/pdf";
    private static final String DOCUMENT_XML = "word/document.xml";

    /** What a document that was damaged at random may end in. */
    private static final Set<ErrorCode> TYPED = EnumSet.of(
            ErrorCode.DOCUMENT_CORRUPT,
            ErrorCode.DOCUMENT_EMPTY,
            ErrorCode.DOCUMENT_ENCRYPTED,
            ErrorCode.DOCUMENT_TOO_COMPLEX,
            ErrorCode.EXTRACTION_TIMEOUT,
            ErrorCode.NO_TEXT_LAYER,
            ErrorCode.UNSUPPORTED_TYPE);

    private static final AtomicInteger CALLS = new AtomicInteger();

    @TempDir
    static Path folder;

    private static ParserPool pool;
    private static ServerSocket trap;
    private static Path secret;

    @BeforeAll
    static void startTheSandboxAndTheTrap() throws IOException {
        var properties = new ExtractProperties(
                1,
                DataSize.ofMegabytes(256),
                1_000_000,
                Duration.ofSeconds(60),
                Duration.ofSeconds(15),
                20_000,
                200,
                DataSize.ofMegabytes(100),
                300_000_000,
                Path.of("/dev/shm"));
        pool = new ParserPool(properties, folder.resolve("sandbox"), 1, false, null);
        secret = Files.writeString(folder.resolve("secret.txt"), SECRET);
        trap = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread listener = new Thread(HostileDocumentsIT::count, "trap");
        listener.setDaemon(true);
        listener.start();
    }

    private static void count() {
        while (true) {
            try {
                trap.accept().close();
                CALLS.incrementAndGet();
            } catch (IOException e) {
                return;
            }
        }
    }

    @AfterAll
    static void nobodyCalledAndNothingIsLeft() throws IOException {
        trap.close();
        pool.destroy();
        assertThat(CALLS).hasValue(0);
    }

    private static String read(byte[] document, String type) throws IOException {
        Path file = Files.write(folder.resolve("document"), document);
        return joined(all(new Extractor(pool, new MemoryFolder(pool.properties(), Path.of("data"))).open(file, type)));
    }

    private static void assertFails(byte[] document, String type, ErrorCode... codes) {
        assertThatThrownBy(() -> read(document, type))
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isIn((Object[]) codes));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String url() {
        return "http://127.0.0.1:" + trap.getLocalPort() + "/";
    }

    @Test
    void imagesOfTenThousandMillionPixelsAreNotDecoded() throws IOException {
        assertFails(Killers.pdfWithHugeImages(""), PDF, ErrorCode.NO_TEXT_LAYER);
        assertThat(read(Killers.pdfWithHugeImages("A caption."), PDF)).contains("A caption.");
    }

    @Test
    void aPageWhoseContentUnpacksToTooMuchIsNoHarm() throws IOException {
        assertFails(
                Killers.pdfOfOneLongPage(),
                PDF,
                ErrorCode.DOCUMENT_TOO_COMPLEX,
                ErrorCode.DOCUMENT_CORRUPT,
                ErrorCode.NO_TEXT_LAYER,
                ErrorCode.EXTRACTION_TIMEOUT);
    }

    @Test
    void archivesThatUnpackToTooMuchAreRefusedUnread() throws IOException {
        byte[] docx = OfficeFiles.with(
                OfficeFiles.docx(), DOCUMENT_XML, out -> Killers.writeOften(out, " ".repeat(100_000), 1_200));
        assertThat(docx.length).isLessThan(300_000);
        assertFails(docx, Packages.DOCX, ErrorCode.DOCUMENT_TOO_COMPLEX);
    }

    @Test
    void archivesThatAreMostlyAirAreRefused() throws IOException {
        byte[] docx = OfficeFiles.with(OfficeFiles.docx(), DOCUMENT_XML, out -> {
            out.write(bytes(
                    "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>"));
            Killers.writeOften(out, " ".repeat(100_000), 900);
            out.write(bytes("</w:body></w:document>"));
        });
        assertFails(
                docx,
                Packages.DOCX,
                ErrorCode.DOCUMENT_TOO_COMPLEX,
                ErrorCode.DOCUMENT_EMPTY,
                ErrorCode.DOCUMENT_CORRUPT);
        byte[] xlsx = OfficeFiles.with(OfficeFiles.xlsx(), "xl/sharedStrings.xml", out -> {
            out.write(bytes("<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"));
            Killers.writeOften(out, "<si><t>" + "camel".repeat(100) + "</t></si>", 180_000);
            out.write(bytes("</sst>"));
        });
        assertFails(xlsx, Packages.XLSX, ErrorCode.DOCUMENT_TOO_COMPLEX, ErrorCode.DOCUMENT_CORRUPT);
    }

    @Test
    void aBookThatUnpacksToTooMuchIsRefused() throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        String air = " ".repeat(10_000_000);
        for (int entry = 0; entry < 12; entry++) {
            entries.put("e" + entry, air);
        }
        assertFails(OfficeFiles.epub(entries), Packages.EPUB, ErrorCode.DOCUMENT_TOO_COMPLEX);
    }

    @Test
    void entitiesThatMultiplyAreNotExpanded() throws IOException {
        StringBuilder laughs = new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY l0 \"lol\">");
        for (int level = 1; level < 10; level++) {
            laughs.append("<!ENTITY l%d \"%s\">".formatted(level, ("&l" + (level - 1) + ";").repeat(10)));
        }
        String page = laughs + "]><html xmlns=\"http://www.w3.org/1999/xhtml\"><body><p>&l9;</p></body></html>";
        assertThatNothingMultiplies(page, HTML, bytes(page));
        assertThatNothingMultiplies(page, Packages.EPUB, OfficeFiles.epub(Killers.book(page)));
        assertThatNothingMultiplies(
                page, Packages.DOCX, OfficeFiles.with(OfficeFiles.docx(), DOCUMENT_XML, out -> out.write(bytes(page))));
    }

    private static void assertThatNothingMultiplies(String page, String type, byte[] document) throws IOException {
        try {
            assertThat(read(document, type).length()).isLessThan(10 * page.length());
        } catch (Failure.Permanent e) {
            assertThat(e.code()).isIn(TYPED);
        }
    }

    @Test
    void nothingOutsideTheDocumentIsRead() throws IOException {
        for (String target : new String[] {url(), secret.toUri().toString()}) {
            String page = """
                    <?xml version="1.0"?><!DOCTYPE html SYSTEM "%1$s" [<!ENTITY x SYSTEM "%1$s"><!ENTITY %% p SYSTEM "%1$s"> %%p;]>
                    <html xmlns="http://www.w3.org/1999/xhtml" xmlns:xi="http://www.w3.org/2001/XInclude">
                    <head><link rel="stylesheet" href="%1$s"/><base href="%1$s"/></head>
                    <body><p>Words. &x;</p><img src="%1$s"/><iframe src="%1$s"/><xi:include href="%1$s" parse="text"/>
                    <object data="%1$s"/></body></html>""".formatted(target);
            assertThatNothingIsFetched(bytes(page), HTML);
            assertThatNothingIsFetched(OfficeFiles.epub(Killers.book(page)), Packages.EPUB);
            assertThatNothingIsFetched(
                    OfficeFiles.with(OfficeFiles.docx(), DOCUMENT_XML, out -> out.write(bytes(page))), Packages.DOCX);
            assertThatNothingIsFetched(
                    OfficeFiles.with(
                            OfficeFiles.docx(),
                            "word/_rels/document.xml.rels",
                            out -> out.write(bytes(template(target)))),
                    Packages.DOCX);
            assertThatNothingIsFetched(
                    OfficeFiles.with(OfficeFiles.xlsx(), "xl/worksheets/sheet1.xml", out -> out.write(bytes(page))),
                    Packages.XLSX);
            assertThatNothingIsFetched(
                    bytes("{\\rtf1 {\\field{\\*\\fldinst INCLUDETEXT \"%s\"}}{\\*\\template %s} Words.}"
                            .formatted(target, target)),
                    RTF);
            assertThatNothingIsFetched(
                    bytes(
                            "From: a@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: message/external-body;"
                                    + " access-type=URL; URL=\"" + target
                                    + "\"\r\n\r\nContent-Type: text/plain\r\n\r\n"),
                    "message/rfc822");
        }
        assertThat(CALLS).hasValue(0);
    }

    private static String template(String target) {
        String type = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
        return "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                + "<Relationship Id=\"rId1\" Type=\"%sattachedTemplate\" Target=\"%s\" TargetMode=\"External\"/>"
                        .formatted(type, target)
                + "<Relationship Id=\"rId2\" Type=\"%simage\" Target=\"%s\" TargetMode=\"External\"/>"
                        .formatted(type, target)
                + "<Relationship Id=\"rId3\" Type=\"%saFChunk\" Target=\"%s\" TargetMode=\"External\"/>"
                        .formatted(type, target)
                + "</Relationships>";
    }

    private static void assertThatNothingIsFetched(byte[] document, String type) throws IOException {
        try {
            assertThat(read(document, type)).doesNotContain(SECRET);
        } catch (Failure.Permanent e) {
            assertThat(e.code()).isIn(TYPED);
        }
    }

    @Test
    void whatIsNestedTooDeeplyIsTooComplex() throws IOException {
        int depth = 1_000_000;
        assertFails(bytes("<div>".repeat(depth) + "x"), HTML, ErrorCode.DOCUMENT_TOO_COMPLEX);
        assertThatNothingIsFetched(bytes("{\\rtf1 " + "{".repeat(depth) + "x"), RTF);
        assertThatNothingIsFetched(
                OfficeFiles.epub(
                        Killers.book("<html xmlns=\"http://www.w3.org/1999/xhtml\"><body>" + "<b>".repeat(depth))),
                Packages.EPUB);
    }

    @ParameterizedTest
    @ValueSource(strings = {PDF, Packages.DOCX, Packages.XLSX, Packages.PPTX, Packages.EPUB})
    void whatIsCutOffOrFlippedEndsInATypedOutcome(String type) throws IOException {
        byte[] document = document(type);
        for (int length = 1_024; length < document.length; length += 1_024) {
            assertTyped(Arrays.copyOf(document, length), type);
        }
        Random random = new Random(25);
        for (int flip = 0; flip < 60; flip++) {
            byte[] flipped = document.clone();
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            assertTyped(flipped, type);
        }
    }

    private static byte[] document(String type) throws IOException {
        return switch (type) {
            case Packages.DOCX -> OfficeFiles.docx();
            case Packages.XLSX -> OfficeFiles.xlsx();
            case Packages.PPTX -> OfficeFiles.pptx();
            case Packages.EPUB -> OfficeFiles.epub();
            default -> Killers.pdfWithHugeImages("A caption.");
        };
    }

    private static void assertTyped(byte[] document, String type) throws IOException {
        try {
            assertThat(read(document, type)).isNotBlank();
        } catch (Failure.Permanent e) {
            assertThat(e.code()).isIn(TYPED);
        }
    }
}
