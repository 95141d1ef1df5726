package io.dromedary.extract;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.extract.Frames.ReaderGone;
import io.dromedary.extract.Frames.Request;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The process in which documents are parsed: reads one at a time, as {@link Frames} says, and ends with its standard
 * input, that is with the service. Knows no secret, opens no connection, and keeps nothing of a document after it.
 */
public final class ParserMain {

    /** The status with which the JVM itself ends when memory runs out. */
    static final int OUT_OF_MEMORY = 3;

    private static final Set<String> REMOTE = Set.of("http", "https", "ftp", "mailto");

    private static final String ABSENT = "The document reader failed with %s";

    private final DataOutputStream out;
    private final Formats formats;
    private final Path folder = Path.of("").toAbsolutePath();

    ParserMain(DataOutputStream out, Formats formats) {
        this.out = out;
        this.formats = formats;
    }

    public static void main(String[] args) throws IOException {
        DataOutputStream out = protocolStream();
        URL.setURLStreamHandlerFactory(protocol -> REMOTE.contains(protocol) ? new Unreachable() : null);
        new ParserMain(out, Formats.all(Ocr.ofThisProcess())).serve(new DataInputStream(System.in));
    }

    /** Standard output, of which libraries that print get nothing. */
    static DataOutputStream protocolStream() {
        FileOutputStream stdout = new FileOutputStream(FileDescriptor.out);
        System.setOut(System.err);
        return new DataOutputStream(new BufferedOutputStream(stdout, Frames.Writer.BUFFER));
    }

    /** Returns never: another thread reads the documents, so that this one sees the end of the input at once. */
    void serve(DataInputStream in) throws IOException {
        ExecutorService reader = Executors.newSingleThreadExecutor(task -> new Thread(task, "reader"));
        out.writeByte(Frames.READY);
        out.flush();
        try {
            while (true) {
                Request request = Request.read(in);
                reader.execute(() -> answer(request));
            }
        } catch (IOException serviceIsGone) {
            exit(0);
        }
    }

    private void answer(Request request) {
        try {
            read(request);
        } catch (OutOfMemoryError e) {
            exit(OUT_OF_MEMORY);
        } catch (Throwable e) {
            exit(1);
        }
    }

    private void read(Request request) throws IOException {
        try {
            formats.read(request, new Frames.Writer(out, request.limits()));
            ScratchFolder.empty(folder);
            out.writeByte(Frames.END);
        } catch (Failure e) {
            fail(e.code(), e.detail());
        } catch (ReaderGone e) {
            throw e;
        } catch (StackOverflowError e) {
            fail(ErrorCode.DOCUMENT_TOO_COMPLEX, "The document is nested too deeply");
        } catch (IOException | UncheckedIOException e) {
            fail(ErrorCode.PARSER_UNAVAILABLE, ABSENT.formatted(e.getClass().getSimpleName()));
        } catch (RuntimeException | LinkageError e) {
            fail(ErrorCode.INTERNAL_ERROR, ABSENT.formatted(e.getClass().getSimpleName()));
        }
        out.flush();
    }

    private void fail(ErrorCode code, String detail) throws IOException {
        ScratchFolder.empty(folder);
        out.writeByte(Frames.FAILED);
        out.writeUTF(code.name());
        out.writeUTF(detail);
    }

    /** At once and without hooks: the thread that reads may be anywhere. */
    private void exit(int status) {
        try {
            ScratchFolder.empty(folder);
        } catch (IOException e) {
            // The service removes the folder, now or at its next start.
        }
        Runtime.getRuntime().halt(status);
    }

    /** What documents ask for on other machines. */
    private static final class Unreachable extends URLStreamHandler {
        @Override
        protected URLConnection openConnection(URL url) throws IOException {
            throw new IOException("Documents are read without a network");
        }
    }
}
