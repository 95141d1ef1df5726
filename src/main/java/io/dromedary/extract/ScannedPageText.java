package io.dromedary.extract;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;

/**
 * Reads the pages of one document, and those that are pictures without text by {@link Ocr}. A page is painted in grey
 * at 300 dots per inch, which is what Tesseract was trained for, or less if it is large.
 */
final class ScannedPageText implements PageText {

    private static final float DOTS_PER_INCH = 300;
    private static final float UNITS_PER_INCH = 72;
    /** A3 at that resolution, 17 MB. */
    private static final float MAX_DOTS = 17_500_000;

    private final PageText pageText;
    private final Ocr ocr;
    private final Path folder;
    private int pictures;

    ScannedPageText(PageText pageText, Ocr ocr, Path folder) {
        this.pageText = pageText;
        this.ocr = ocr;
        this.folder = folder;
    }

    @Override
    public String text(PDDocument singlePage) throws IOException {
        String text = pageText.text(singlePage);
        PDPage page = singlePage.getPage(0);
        if (!text.isBlank() || !page.getResources().getXObjectNames().iterator().hasNext()) {
            return text;
        }
        String read = pictures++ < ocr.maxPages() ? ocr.read(folder, paint(singlePage, page.getCropBox())) : null;
        if (read == null) {
            throw new Failure.Permanent(ErrorCode.DOCUMENT_CORRUPT, "A page without text could not be recognised");
        }
        return read;
    }

    /** As a portable grey map, which needs no encoder. */
    private static byte[] paint(PDDocument singlePage, PDRectangle size) throws IOException {
        double inches = Math.sqrt((double) size.getWidth() * size.getHeight()) / UNITS_PER_INCH;
        float resolution = (float) Math.min(DOTS_PER_INCH, Math.sqrt(MAX_DOTS) / Math.max(inches, 1));
        BufferedImage image = new PDFRenderer(singlePage).renderImageWithDPI(0, resolution, ImageType.GRAY);
        byte[] dots = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        ByteArrayOutputStream map = new ByteArrayOutputStream(dots.length + 32);
        map.writeBytes(
                "P5 %d %d 255\n".formatted(image.getWidth(), image.getHeight()).getBytes(StandardCharsets.US_ASCII));
        map.writeBytes(dots);
        return map.toByteArray();
    }
}
