package io.dromedary.bench;

import io.dromedary.extract.Extraction;
import io.dromedary.extract.Sandbox;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How much memory the process that reads a document takes at most, for documents of more and more pages, each with a
 * picture and half a page of text. In no build; docs/benchmarks.md says how to run it.
 */
class MemoryBench {

    private static final int LINES = 30;
    private static final int WORDS = 12;

    /** Noise, which does not get smaller by packing: 150 by 150 pixels of three bytes. */
    private static final int PIXELS = 150;

    @ParameterizedTest
    @ValueSource(ints = {100, 1_000, 3_000})
    void readManyPages(int pages, @TempDir Path folder) throws Exception {
        Path pdf = folder.resolve("pages.pdf");
        write(pdf, pages);
        try (Sandbox sandbox = new Sandbox(folder.resolve("sandbox"), 1)) {
            long characters = read(sandbox, pdf);
            long cold = resetPeak(sandbox);
            read(sandbox, pdf);
            System.out.printf(
                    "%5d pages, %4d MB, %,d characters: at most %d MB resident, the second time %d MB%n",
                    pages, Files.size(pdf) >> 20, characters, cold, resetPeak(sandbox));
        }
    }

    private static long read(Sandbox sandbox, Path pdf) {
        try (Extraction extraction = sandbox.open(pdf, "application/pdf")) {
            long characters = 0;
            while (extraction.hasNext()) {
                characters += extraction.next().text().length();
            }
            return characters;
        }
    }

    /** The most that the process took until now. */
    private static long resetPeak(Sandbox sandbox) throws IOException {
        long most = 0;
        for (long pid : sandbox.pids()) {
            most = Math.max(most, Resident.kilobytes(pid, "VmHWM") >> 10);
            Files.writeString(Path.of("/proc/%d/clear_refs".formatted(pid)), "5");
        }
        return most;
    }

    private static void write(Path pdf, int pages) throws IOException {
        Random random = new Random(pages);
        try (PDDocument document = new PDDocument(org.apache.pdfbox.io.IOUtils.createTempFileOnlyStreamCache())) {
            PDType1Font font = new PDType1Font(FontName.HELVETICA);
            for (int number = 1; number <= pages; number++) {
                PDPage page = new PDPage();
                document.addPage(page);
                try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                    content.drawImage(LosslessFactory.createFromImage(document, noise(random)), 72, 72);
                    content.beginText();
                    content.setFont(font, 10);
                    content.setLeading(12);
                    content.newLineAtOffset(72, 720);
                    for (int line = 0; line < LINES; line++) {
                        content.showText(line(random));
                        content.newLine();
                    }
                    content.endText();
                }
            }
            document.save(pdf.toFile());
        }
    }

    private static BufferedImage noise(Random random) {
        BufferedImage image = new BufferedImage(PIXELS, PIXELS, BufferedImage.TYPE_INT_RGB);
        for (int pixel = 0; pixel < PIXELS * PIXELS; pixel++) {
            image.setRGB(pixel % PIXELS, pixel / PIXELS, random.nextInt());
        }
        return image;
    }

    private static String line(Random random) {
        StringBuilder line = new StringBuilder();
        for (int word = 0; word < WORDS; word++) {
            line.append(Integer.toString(random.nextInt(36 * 36 * 36), 36)).append(' ');
        }
        return line.toString();
    }
}
