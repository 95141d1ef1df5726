package io.dromedary.extract;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A document that another process reads. Whatever happens to that process becomes one failure of this document. */
final class SandboxedExtraction implements Extraction {

    /** What a process may say about a document; anything else is a defect of ours. */
    private static final Set<String> ABOUT_DOCUMENTS = Set.of(
            ErrorCode.DOCUMENT_EMPTY.name(),
            ErrorCode.DOCUMENT_CORRUPT.name(),
            ErrorCode.DOCUMENT_ENCRYPTED.name(),
            ErrorCode.DOCUMENT_TOO_COMPLEX.name(),
            ErrorCode.NO_TEXT_LAYER.name(),
            ErrorCode.UNSUPPORTED_TYPE.name());

    private static final int LONGEST_DETAIL = 300;

    private final ParserPool pool;
    private final Limits limits;
    private final List<Integer> unreadable = new ArrayList<>();
    private @Nullable ParserProcess process;
    private @Nullable Element next;
    private int start;
    private long characters;
    private volatile int pages;

    SandboxedExtraction(ParserPool pool, Limits limits) {
        this.pool = pool;
        this.limits = limits;
    }

    /** Asks a process to read the document; what it finds is still to come. */
    SandboxedExtraction begin(Frames.Request request) {
        process = pool.take();
        try {
            process.begin(
                    request, pool.properties().documentTime(), pool.properties().silence());
            return this;
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    @Override
    public boolean hasNext() {
        ParserProcess reader = process;
        while (next == null && reader != null) {
            try {
                readFrame(reader);
            } catch (IOException e) {
                Failure failure = reader.ended(e);
                close();
                throw failure;
            } catch (Failure e) {
                close();
                throw e;
            }
            reader = process;
        }
        return next != null;
    }

    @Override
    public Element next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        Element element = next;
        next = null;
        return element;
    }

    private void readFrame(ParserProcess reader) throws IOException {
        DataInputStream in = reader.frames();
        switch (reader.tag()) {
            case Frames.ELEMENT -> take(Frames.readElement(in, start));
            case Frames.PAGES -> pages = in.readInt();
            case Frames.UNREADABLE -> addUnreadable(in.readInt());
            case Frames.END -> giveBack(reader);
            case Frames.FAILED -> {
                Failure failure = failure(in.readUTF(), in.readUTF());
                giveBack(reader);
                throw failure;
            }
            default -> throw new IOException("This is no frame");
        }
        limits.checkPages(pages);
    }

    private void take(Element element) {
        characters += element.text().length();
        limits.checkCharacters(characters);
        start += element.text().codePointCount(0, element.text().length());
        next = element;
    }

    private void addUnreadable(int page) {
        unreadable.add(page);
        limits.checkPages(unreadable.size());
    }

    private static Failure failure(String code, String detail) {
        String bounded = detail.substring(0, Math.min(detail.length(), LONGEST_DETAIL));
        if (ABOUT_DOCUMENTS.contains(code)) {
            return new Failure.Permanent(ErrorCode.valueOf(code.toUpperCase(Locale.ROOT)), bounded);
        }
        ErrorCode other = code.equals(ErrorCode.PARSER_UNAVAILABLE.name())
                ? ErrorCode.PARSER_UNAVAILABLE
                : ErrorCode.INTERNAL_ERROR;
        return new Failure.Transient(other, bounded);
    }

    private void giveBack(ParserProcess reader) {
        process = null;
        pool.giveBack(reader);
    }

    @Override
    public int pages() {
        return pages;
    }

    @Override
    public List<Integer> unreadablePages() {
        return List.copyOf(unreadable);
    }

    /** A document that is not read to its end costs its process. */
    @Override
    public void close() {
        ParserProcess reader = process;
        process = null;
        if (reader != null) {
            pool.replace(reader);
        }
    }
}
