package io.dromedary.extract;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSObjectKey;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageTree;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a PDF file, each as a document of its own that costs nothing: its page dictionary is a flat copy with
 * what the page inherits written out, and contents, fonts and font cache are those of the file. Closing such a document
 * leaves the file open.
 *
 * <p>PDFBox keeps every object it has parsed until the file is closed, so the heap grows with the pages visited. The
 * file is opened anew every {@value #PAGES_PER_OPENING} pages.
 */
final class PdfPages implements Closeable {

    private static final int PAGES_PER_OPENING = 500;

    /** What a page may be drawn with, unpacked. */
    private static final long MOST_PAGE_BYTES = 64L * 1024 * 1024;

    /** Packed: unpacks to less, for deflate packs a thousand to one at best. */
    private static final int SMALL_STREAM_BYTES = 64 * 1024;

    /** How far from its end a file must name its cross-reference table; leaves room for what servers append. */
    private static final int TAIL = 64 * 1024;

    /** What a page may inherit from the page tree (ISO 32000-2, table 31). */
    private static final List<COSName> INHERITED =
            List.of(COSName.RESOURCES, COSName.MEDIA_BOX, COSName.CROP_BOX, COSName.ROTATE);

    private final Path file;
    private final PageWalk pages;
    private PDDocument document;
    private @Nullable COSObjectKey key;
    private int read;

    private PdfPages(Path file, PDDocument document) {
        this.file = file;
        this.document = document;
        this.pages = new PageWalk(document);
    }

    /**
     * Opens a file that has pages.
     *
     * @throws Failure.Permanent if it is encrypted, damaged, cut off or without pages. PDFBox would repair a file that
     *     was cut off by dropping the pages that are gone, and half a document must not pass for the whole
     */
    static PdfPages open(Path file) {
        try {
            if (Files.size(file) == 0) {
                throw new Failure.Permanent(ErrorCode.DOCUMENT_EMPTY, "The file has no bytes");
            }
            if (isCutOff(file)) {
                throw new Failure.Permanent(ErrorCode.DOCUMENT_CORRUPT, "The PDF is cut off");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return PdfFailures.translated(() -> {
            PDDocument document = Loader.loadPDF(file.toFile());
            try {
                return new PdfPages(file, document).refuseEmpty();
            } catch (Throwable e) {
                document.close();
                throw e;
            }
        });
    }

    private static boolean isCutOff(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            byte[] tail = new byte[(int) Math.min(TAIL, bytes.length())];
            bytes.seek(bytes.length() - tail.length);
            bytes.readFully(tail);
            String text = new String(tail, StandardCharsets.ISO_8859_1);
            return !text.contains("startxref") && !text.contains("%%EOF");
        }
    }

    private PdfPages refuseEmpty() {
        if (pages.hasNext()) {
            return this;
        }
        COSDictionary root = document.getPages().getCOSObject();
        COSArray kids = root.getCOSArray(COSName.KIDS);
        if (kids != null && kids.size() == 0 && document.getDocument().getStartXref() > 0) {
            throw new Failure.Permanent(ErrorCode.DOCUMENT_EMPTY, "The PDF has no pages");
        }
        throw new Failure.Permanent(ErrorCode.DOCUMENT_CORRUPT, "The PDF has lost its pages");
    }

    boolean hasNext() {
        return PdfFailures.translated(pages::hasNext);
    }

    /** The next page as a document, to be closed by whoever reads it. */
    PDDocument next() throws IOException {
        if (read > 0 && read % PAGES_PER_OPENING == 0) {
            reopen();
        }
        PageWalk.Leaf page = pages.next();
        read++;
        key = page.key();
        // No page has less than a type and something else.
        if (page.dictionary().size() <= 1) {
            throw new Failure.Permanent(ErrorCode.DOCUMENT_CORRUPT, "Page " + read + " of the PDF is missing");
        }
        return alone(page.dictionary());
    }

    private void reopen() throws IOException {
        document.close();
        document = Loader.loadPDF(file.toFile());
        pages.goOnIn(document);
    }

    private PDDocument alone(COSDictionary page) throws IOException {
        COSDictionary copy = new COSDictionary(page);
        copy.removeItem(COSName.PARENT);
        for (COSName key : INHERITED) {
            COSBase value = PDPageTree.getInheritableAttribute(page, key);
            if (value != null) {
                copy.setItem(key, value);
            }
        }
        PDPage alone = new PDPage(copy);
        refuseEndless(alone);
        PDDocument single = new PDDocument();
        single.setResourceCache(document.getResourceCache());
        single.addPage(alone);
        return single;
    }

    /** A page of text has kilobytes of operators, a map some megabytes; PDFBox would make objects of all of them. */
    private static void refuseEndless(PDPage page) throws IOException {
        long size = 0;
        for (Iterator<PDStream> streams = page.getContentStreams(); streams.hasNext(); ) {
            PDStream stream = streams.next();
            if (stream.getLength() > SMALL_STREAM_BYTES) {
                try (InputStream content = stream.createInputStream()) {
                    byte[] buffer = new byte[SMALL_STREAM_BYTES];
                    for (int read = content.read(buffer);
                            read >= 0 && size <= MOST_PAGE_BYTES;
                            read = content.read(buffer)) {
                        size += read;
                    }
                }
            }
            if (size > MOST_PAGE_BYTES) {
                throw new Failure.Permanent(
                        ErrorCode.DOCUMENT_TOO_COMPLEX,
                        "A page of the PDF has more than %d bytes of operators".formatted(MOST_PAGE_BYTES));
            }
        }
    }

    /** Fails if PDFBox has skipped pages that it could not make out. */
    void checkComplete() {
        int announced = document.getNumberOfPages();
        if (read < announced) {
            throw new Failure.Permanent(
                    ErrorCode.DOCUMENT_CORRUPT, "The PDF has only %d of its %d pages".formatted(read, announced));
        }
    }

    /** The file as it is open now. */
    PDDocument document() {
        return document;
    }

    /** The number of pages handed out. */
    int read() {
        return read;
    }

    /** What the page handed out last is called in the file; null if it has no name. */
    @Nullable
    COSObjectKey key() {
        return key;
    }

    @Override
    public void close() throws IOException {
        document.close();
    }
}
