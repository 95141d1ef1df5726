package io.dromedary.bench;

import io.dromedary.extract.Element;
import io.dromedary.extract.Element.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;

/** The pages of a PDF as PDFBox writes them, each as one paragraph. */
final class PlainPages implements Iterator<Element> {

    private final PDDocument document;
    private final int pages;
    private int page;
    private int start;

    PlainPages(PDDocument document) {
        this.document = document;
        this.pages = document.getNumberOfPages();
    }

    @Override
    public boolean hasNext() {
        return page < pages;
    }

    @Override
    public Element next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        page++;
        try {
            PDFTextStripper stripper = new PDFTextStripper();
            stripper.setStartPage(page);
            stripper.setEndPage(page);
            String text = stripper.getText(document) + "\f";
            Element element = new Element(Kind.PARAGRAPH, text, start, page, 0, "");
            start += text.codePointCount(0, text.length());
            return element;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
