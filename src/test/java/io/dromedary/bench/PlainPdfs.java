package io.dromedary.bench;

import java.nio.file.Path;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;

/** Reads PDFs by PDFBox as its documentation says, each at once. */
final class PlainPdfs {

    private PlainPdfs() {}

    public static void main(String[] args) throws Exception {
        Contender.serve(order -> {
            long characters = 0;
            int pages = 0;
            for (Path pdf : Pdfs.in(Path.of(order))) {
                try (PDDocument document = Loader.loadPDF(pdf.toFile())) {
                    characters += new PDFTextStripper().getText(document).length();
                    pages += document.getNumberOfPages();
                }
            }
            return "%d pages, %d characters".formatted(pages, characters);
        });
    }
}
