package io.dromedary.extract;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.NoSuchElementException;
import org.apache.pdfbox.pdmodel.PDDocument;

/**
 * Reads a PDF page by page. Its extracted text is the text of its pages, each followed by a form feed (U+000C), as
 * pdftotext writes it: so a page without text is a form feed alone. What no database stores as text becomes U+FFFD:
 * U+0000 and lone surrogates, which broken font tables produce.
 */
final class PdfExtraction implements Extraction {

    private static final String PAGE_BREAK = "\f";

    private final PdfPages pages;
    private final PageText pageText;
    private final PageGrammar grammar = new PageGrammar();
    private final Tiler tiler = new Tiler();
    private boolean hasText;
    private boolean finished;

    PdfExtraction(PdfPages pages, PageText pageText) {
        this.pages = pages;
        this.pageText = pageText;
    }

    @Override
    public boolean hasNext() {
        while (!tiler.hasElement() && !finished) {
            if (pages.hasNext()) {
                readPage();
            } else {
                finish();
            }
        }
        return tiler.hasElement();
    }

    @Override
    public Element next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return tiler.take();
    }

    private void readPage() {
        String text = PdfFailures.translated(() -> {
            try (PDDocument page = pages.next()) {
                return Storable.of(pageText.text(page));
            }
        });
        hasText = hasText || !text.isBlank();
        grammar.page(text + PAGE_BREAK, pages.read(), tiler);
    }

    private void finish() {
        finished = true;
        pages.checkComplete();
        if (!hasText) {
            throw new Failure.Permanent(
                    ErrorCode.NO_TEXT_LAYER, "The PDF has no text on any of its %d pages".formatted(pages.read()));
        }
        tiler.end();
    }

    @Override
    public int pages() {
        return pages.read();
    }

    @Override
    public void close() {
        try {
            pages.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
