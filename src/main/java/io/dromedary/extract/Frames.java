package io.dromedary.extract;

import io.dromedary.extract.Element.Kind;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The language between the service and a process that reads documents, over the pipes of its standard input and output.
 * The service asks for one document at a time:
 *
 * <pre>
 * request   path, media type, limits
 * answer    READY once, then for each request any of
 *           ELEMENT kind, level, page, title, text | PAGES count | UNREADABLE page
 *           and at the end END or FAILED code, detail
 * </pre>
 *
 * A pipe that is full makes the reader of the document wait. The answers are believed as little as the document itself.
 */
final class Frames {

    static final byte READY = 1;
    static final byte ELEMENT = 2;
    static final byte PAGES = 3;
    static final byte UNREADABLE = 4;
    static final byte END = 5;
    static final byte FAILED = 6;

    /** The numbers of the kinds. */
    private static final List<Kind> KINDS = List.of(Kind.values());

    private static final int DEEPEST_HEADING = 6;

    /** No character takes more bytes in UTF-8. */
    private static final int MOST_BYTES = 3 * Tiler.LIMIT;

    private Frames() {}

    /** What is to be read. */
    record Request(Path file, String mediaType, Limits limits) {

        void write(DataOutputStream out) throws IOException {
            out.writeUTF(file.toString());
            out.writeUTF(mediaType);
            limits.write(out);
            out.flush();
        }

        static Request read(DataInputStream in) throws IOException {
            return new Request(Path.of(in.readUTF()), in.readUTF(), Limits.read(in));
        }
    }

    /**
     * Reads an element, without its tag.
     *
     * @param start where it begins, which the reader of the frames knows
     * @throws IOException if it is none
     */
    static Element readElement(DataInputStream in, int start) throws IOException {
        int kind = in.readUnsignedByte();
        int level = in.readUnsignedByte();
        int page = in.readInt();
        String title = in.readUTF();
        int length = in.readInt();
        if (kind >= KINDS.size() || level > DEEPEST_HEADING || page < 0 || length <= 0 || length > MOST_BYTES) {
            throw new IOException("This is no element");
        }
        byte[] text = in.readNBytes(length);
        if (text.length < length) {
            throw new IOException("The element is cut off");
        }
        return new Element(KINDS.get(kind), new String(text, StandardCharsets.UTF_8), start, page, level, title);
    }

    /** The end of the pipe at which a document is read. Puts many small elements into one write. */
    static final class Writer implements Sink {

        /** Half of what a pipe holds on Linux. */
        static final int BUFFER = 32 * 1024;

        private static final long PATIENCE_NANOS = 100_000_000;

        private final DataOutputStream out;
        private final Limits limits;
        /** Long ago: the first frame goes at once. */
        private long flushed = System.nanoTime() - 2 * PATIENCE_NANOS;

        private long characters;

        Writer(DataOutputStream out, Limits limits) {
            this.out = out;
            this.limits = limits;
        }

        @Override
        public void element(Element element) {
            characters += element.text().length();
            limits.checkCharacters(characters);
            write(() -> {
                byte[] text = element.text().getBytes(StandardCharsets.UTF_8);
                out.writeByte(ELEMENT);
                out.writeByte(KINDS.indexOf(element.kind()));
                out.writeByte(element.level());
                out.writeInt(element.page());
                out.writeUTF(element.title());
                out.writeInt(text.length);
                out.write(text);
            });
        }

        @Override
        public void pages(int read) {
            limits.checkPages(read);
            write(() -> {
                out.writeByte(PAGES);
                out.writeInt(read);
            });
        }

        @Override
        public void unreadable(int page) {
            write(() -> {
                out.writeByte(UNREADABLE);
                out.writeInt(page);
            });
        }

        /** Something that is written. */
        @FunctionalInterface
        private interface Frame {
            void write() throws IOException;
        }

        private void write(Frame frame) {
            try {
                frame.write();
                if (System.nanoTime() - flushed > PATIENCE_NANOS) {
                    out.flush();
                    flushed = System.nanoTime();
                }
            } catch (IOException e) {
                throw new ReaderGone(e);
            }
        }
    }

    /** Nobody reads the answers any more. */
    static final class ReaderGone extends UncheckedIOException {
        ReaderGone(IOException cause) {
            super(cause);
        }
    }
}
