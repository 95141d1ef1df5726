package io.dromedary.extract;

import io.dromedary.error.Failure;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Opens documents for reading, whatever their format, in a process of their own. Stateless and thread-safe. */
@Component
public class Extractor implements DisposableBean {

    private final ParserPool pool;
    private final MemoryFolder memory;

    /** Made when it is first needed, for most services never do. */
    private @Nullable ParserPool forgetful;

    Extractor(ParserPool pool, MemoryFolder memory) {
        this.pool = pool;
        this.memory = memory;
    }

    /**
     * Begins to read a document; to be closed by the caller.
     *
     * @param file as it is, until the extraction is closed
     * @param mediaType without parameters
     * @throws Failure.Transient if no process can read it now. What is wrong with the document shows only while its
     *     elements are read
     */
    public Extraction open(Path file, String mediaType) {
        return open(pool, file, mediaType);
    }

    /**
     * As {@link #open(Path, String)}, for a document of which nothing may be kept: the process that reads it writes to
     * memory only, and ends with it.
     */
    public Extraction openForgetfully(Path file, String mediaType) {
        return open(forgetful(), file, mediaType);
    }

    private synchronized ParserPool forgetful() {
        if (forgetful == null) {
            forgetful = pool.forgetful(memory.forSandbox());
        }
        return forgetful;
    }

    private static Extraction open(ParserPool pool, Path file, String mediaType) {
        Limits limits = pool.properties().limits();
        return new SandboxedExtraction(pool, limits)
                .begin(new Frames.Request(file.toAbsolutePath(), mediaType, limits));
    }

    @Override
    public synchronized void destroy() throws IOException {
        if (forgetful != null) {
            forgetful.destroy();
        }
    }
}
