package io.dromedary.extract;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.extract.Outline.Heading;
import io.dromedary.extract.RunningLines.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.IntConsumer;
import org.apache.pdfbox.pdmodel.PDDocument;

/**
 * Reads a PDF page by page. Its extracted text is that of its pages, each followed by a form feed (U+000C), as
 * pdftotext writes it: so a page without text is a form feed alone. Headers and footers are left out, lines of one
 * paragraph joined. What no database stores as text becomes U+FFFD: U+0000 and lone surrogates, which broken font
 * tables produce.
 *
 * <p>A page that cannot be read is left out and reported, as long as another can.
 */
final class PdfExtraction implements Extraction {

    private static final String PAGE_BREAK = "\f";

    /** How far from a page its headers and footers are looked for: those of left and right pages take turns. */
    private static final int NEIGHBOURS = 2;

    private final PdfPages pages;
    private final PageText pageText;
    private final IntConsumer progress;
    private final Outline outline;
    private final PageGrammar grammar = new PageGrammar();
    private final Tiler tiler = new Tiler();
    private final Deque<Page> behind = new ArrayDeque<>();
    private final Deque<Page> ahead = new ArrayDeque<>();
    private final Deque<List<Heading>> headingsAhead = new ArrayDeque<>();
    private final List<Integer> unreadable = new ArrayList<>();
    private boolean hasText;
    private boolean finished;

    /**
     * Begins to read.
     *
     * @param progress is told the number of pages read after each
     */
    PdfExtraction(PdfPages pages, PageText pageText, IntConsumer progress) {
        this.pages = pages;
        this.pageText = pageText;
        this.progress = progress;
        this.outline = Outline.of(pages.document());
    }

    @Override
    public boolean hasNext() {
        while (!tiler.hasElement() && !finished) {
            while (ahead.size() <= NEIGHBOURS && pages.hasNext()) {
                readPage();
            }
            if (ahead.isEmpty()) {
                finish();
            } else {
                writePage(ahead.remove());
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
        String text = "";
        try {
            text = PdfFailures.translated(() -> {
                try (PDDocument page = pages.next()) {
                    return Storable.of(pageText.text(page));
                }
            });
        } catch (Failure.Permanent e) {
            if (e.code() != ErrorCode.DOCUMENT_CORRUPT) {
                throw e;
            }
            unreadable.add(pages.read());
        }
        hasText = hasText || !text.isBlank();
        ahead.add(new Page(pages.read(), lines(text)));
        headingsAhead.add(outline.on(pages.read(), pages.key()));
        progress.accept(pages.read());
    }

    static List<String> lines(String text) {
        return text.stripTrailing()
                .lines()
                .map(String::stripTrailing)
                .dropWhile(String::isEmpty)
                .toList();
    }

    private void writePage(Page page) {
        List<Page> neighbours = new ArrayList<>(behind);
        neighbours.addAll(ahead);
        grammar.page(RunningLines.body(page, neighbours), page.number(), headingsAhead.remove(), tiler);
        tiler.add(PAGE_BREAK);
        behind.add(page);
        if (behind.size() > NEIGHBOURS) {
            behind.remove();
        }
    }

    private void finish() {
        finished = true;
        pages.checkComplete();
        if (!hasText) {
            throw unreadable.isEmpty()
                    ? new Failure.Permanent(
                            ErrorCode.NO_TEXT_LAYER,
                            "The PDF has no text on any of its %d pages".formatted(pages.read()))
                    : new Failure.Permanent(
                            ErrorCode.DOCUMENT_CORRUPT,
                            "%d of the %d pages cannot be read, the others have no text"
                                    .formatted(unreadable.size(), pages.read()));
        }
        tiler.end();
    }

    @Override
    public List<Integer> unreadablePages() {
        return List.copyOf(unreadable);
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
