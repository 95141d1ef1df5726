package io.dromedary.extract;

import io.dromedary.error.Failure;
import java.nio.file.Path;
import org.springframework.stereotype.Component;

/** Opens documents for reading, whatever their format, in a process of their own. Stateless and thread-safe. */
@Component
public class Extractor {

    private final ParserPool pool;

    Extractor(ParserPool pool) {
        this.pool = pool;
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
        Limits limits = pool.properties().limits();
        return new SandboxedExtraction(pool, limits)
                .begin(new Frames.Request(file.toAbsolutePath(), mediaType, limits));
    }
}
