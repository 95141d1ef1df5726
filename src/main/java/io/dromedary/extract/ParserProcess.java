package io.dromedary.extract;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process that reads documents. Used by one thread, and watched by another, which ends a process that keeps its
 * user waiting too long: then the pipe ends, and the user learns why.
 */
final class ParserProcess {

    private static final Logger LOG = LoggerFactory.getLogger(ParserProcess.class);

    /** Longer than any pipe takes to close after its process has ended. */
    private static final long LAST_GASP_SECONDS = 10;

    /** What a process that does not start may say about it. */
    private static final int LAST_WORDS = 2_000;

    private final Process process;
    private final Path scratch;
    private final DataOutputStream out;
    private final DataInputStream in;
    private int documents;
    private boolean ready;

    private volatile long waitingSince;
    private volatile long waited;
    private volatile long waitLimit;
    private volatile long silenceLimit;
    private volatile boolean timedOut;

    private ParserProcess(Process process, Path scratch) {
        this.process = process;
        this.scratch = scratch;
        this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        this.in = new DataInputStream(new BufferedInputStream(process.getInputStream(), Frames.Writer.BUFFER));
    }

    /** Starts a process, without waiting until it is ready. */
    static ParserProcess start(ParserProgram program, Path folder, long heapMegabytes) throws IOException {
        Path scratch = ScratchFolder.create(folder);
        try {
            ParserProcess started =
                    new ParserProcess(program.builder(scratch, heapMegabytes).start(), scratch);
            Thread drain = new Thread(started::drain, "parser-" + started.process.pid());
            drain.setDaemon(true);
            drain.start();
            return started;
        } catch (IOException e) {
            ScratchFolder.remove(scratch);
            throw e;
        }
    }

    /**
     * Reads what libraries print, so that they never wait for it. It may be the words of a document: nothing of it is
     * kept but the beginning, and that is shown only when the process has ended before it saw a document.
     */
    private void drain() {
        try (InputStream errors = process.getErrorStream()) {
            byte[] beginning = errors.readNBytes(LAST_WORDS);
            errors.skip(Long.MAX_VALUE);
            if (!ready) {
                LOG.warn(
                        "A process for reading documents did not start: {}",
                        new String(beginning, StandardCharsets.UTF_8).strip());
            }
        } catch (IOException e) {
            LOG.debug("The error stream of process {} broke", process.pid(), e);
        }
    }

    /** Sends a document; from now on the process may be waited for so long. */
    void begin(Frames.Request request, Duration documentTime, Duration silence) {
        waited = 0;
        waitLimit = documentTime.toNanos();
        silenceLimit = silence.toNanos();
        documents++;
        try {
            if (!ready) {
                awaitReady();
            }
            request.write(out);
        } catch (IOException e) {
            throw ended(e);
        }
    }

    private void awaitReady() throws IOException {
        if (tag() != Frames.READY) {
            throw new IOException("The process is not ready");
        }
        ready = true;
    }

    /** The tag of the next frame, whose other parts follow at once. */
    byte tag() throws IOException {
        long since = System.nanoTime();
        long before = waited;
        waitingSince = since;
        try {
            return in.readByte();
        } finally {
            waitingSince = 0;
            waited = before + System.nanoTime() - since;
        }
    }

    /** Where the parts of a frame are read from. */
    DataInputStream frames() {
        return in;
    }

    /** Ends the process if its user has waited too long. */
    void check(long now) {
        long since = waitingSince;
        if (since != 0 && (now - since > silenceLimit || waited + now - since > waitLimit)) {
            timedOut = true;
            kill();
        }
    }

    /** Ends the process, whatever it is doing, and says what that means for the document. */
    Failure ended(IOException cause) {
        boolean hasExited = hasExited();
        stop();
        if (timedOut) {
            return new Failure.Permanent(
                    ErrorCode.EXTRACTION_TIMEOUT, "Reading the document takes longer than is allowed", cause);
        }
        if (hasExited && process.exitValue() == ParserMain.OUT_OF_MEMORY) {
            return new Failure.Permanent(
                    ErrorCode.DOCUMENT_TOO_COMPLEX, "Reading the document takes more memory than is allowed", cause);
        }
        return new Failure.Transient(
                ErrorCode.PARSER_UNAVAILABLE, "The process that read the document has ended", cause);
    }

    private boolean hasExited() {
        try {
            // Where the pipe has ended, so will the process; where a frame was senseless, it never does.
            return process.waitFor(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** How many documents were sent. */
    int documents() {
        return documents;
    }

    long pid() {
        return process.pid();
    }

    /** With what it started, which would go on for a while. */
    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Ends the process at once and removes its folder. Safe to repeat. */
    void stop() {
        kill();
        try {
            if (process.waitFor(LAST_GASP_SECONDS, TimeUnit.SECONDS)) {
                ScratchFolder.remove(scratch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("The folder {} cannot be removed", scratch, e);
        }
    }
}
