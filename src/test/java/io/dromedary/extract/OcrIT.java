package io.dromedary.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** Scanned pages through the sandbox, with the real Tesseract. */
@EnabledIf(value = "io.dromedary.extract.Ocr#isInstalled", disabledReason = "the program tesseract is not installed")
@Tag("once")
class OcrIT {

    private static final Ocr ALLOWED = new Ocr("eng", 2, 60, 1_024);

    @TempDir
    Path folder;

    private @Nullable ParserPool pool;

    @AfterEach
    void stop() throws IOException {
        if (pool != null) {
            pool.destroy();
        }
    }

    @Test
    void readsPagesThatArePicturesInTheirPlace() throws Exception {
        Path file = write("Camels cross the sand", null, "Water is kept in bottles");
        try (Extraction extraction = open(file, ALLOWED)) {
            String text = Texts.joined(Texts.all(extraction));
            assertThat(text).contains("Camels cross the sand").contains("Water is kept in bottles");
            assertThat(text.indexOf("printed as text")).isBetween(text.indexOf("Camels"), text.indexOf("Water"));
            assertThat(extraction.unreadablePages()).isEmpty();
            assertThat(extraction.pages()).isEqualTo(3);
        }
    }

    @Test
    void leavesThemAloneWithoutLeave() throws Exception {
        Path file = write("Camels cross the sand");
        assertFails(file, null, ErrorCode.NO_TEXT_LAYER);
    }

    @Test
    void reportsPagesBeyondTheLimitAsUnreadable() throws Exception {
        Path file = write("Camels cross the sand", "Water is kept in bottles", "Nobody reads this");
        try (Extraction extraction = open(file, ALLOWED)) {
            assertThat(Texts.joined(Texts.all(extraction))).contains("bottles").doesNotContain("Nobody");
            assertThat(extraction.unreadablePages()).containsExactly(3);
        }
    }

    @Test
    void givesUpAPageThatTakesMoreMemoryThanAllowed() throws Exception {
        Path file = write("Camels cross the sand");
        assertFails(file, new Ocr("eng", 2, 60, 16), ErrorCode.DOCUMENT_CORRUPT);
    }

    private void assertFails(Path file, @Nullable Ocr ocr, ErrorCode code) throws IOException {
        try (Extraction extraction = open(file, ocr)) {
            assertThatThrownBy(() -> Texts.all(extraction))
                    .isInstanceOfSatisfying(
                            Failure.Permanent.class,
                            failure -> assertThat(failure.code()).isEqualTo(code));
        }
    }

    private Extraction open(Path file, @Nullable Ocr ocr) throws IOException {
        var properties = new ExtractProperties(
                1,
                DataSize.ofMegabytes(256),
                10,
                Duration.ofMinutes(5),
                Duration.ofMinutes(4),
                100,
                100,
                DataSize.ofMegabytes(100),
                10_000_000,
                Path.of("/dev/shm"));
        ParserProgram program = ParserProgram.find(folder.resolve("program")).with(ocr);
        pool = new ParserPool(properties, folder.resolve("sandbox"), 1, false, program);
        return new Extractor(pool, new MemoryFolder(pool.properties(), Path.of("data"))).open(file, "application/pdf");
    }

    /** A PDF of pages that show these texts as pictures, and where there is null, a text as such. */
    private Path write(@Nullable String... pages) throws IOException {
        Path file = folder.resolve("scan.pdf");
        try (PDDocument scan = new PDDocument()) {
            for (String text : pages) {
                if (text == null) {
                    addText(scan, "printed as text");
                } else {
                    addPicture(scan, picture(text));
                }
            }
            scan.save(file.toFile());
        }
        return file;
    }

    private static BufferedImage picture(String text) throws IOException {
        try (PDDocument document = new PDDocument()) {
            addText(document, text);
            return new PDFRenderer(document).renderImageWithDPI(0, 150, ImageType.GRAY);
        }
    }

    private static void addText(PDDocument document, String text) throws IOException {
        PDPage page = new PDPage(PDRectangle.A5);
        document.addPage(page);
        try (var content = new PDPageContentStream(document, page)) {
            content.beginText();
            content.setFont(new PDType1Font(FontName.HELVETICA), 16);
            content.newLineAtOffset(40, 400);
            content.showText(text);
            content.endText();
        }
    }

    private static void addPicture(PDDocument document, BufferedImage picture) throws IOException {
        PDPage page = new PDPage(PDRectangle.A5);
        document.addPage(page);
        var image = LosslessFactory.createFromImage(document, picture);
        try (var content = new PDPageContentStream(document, page)) {
            content.drawImage(
                    image,
                    0,
                    0,
                    page.getMediaBox().getWidth(),
                    page.getMediaBox().getHeight());
        }
    }
}
