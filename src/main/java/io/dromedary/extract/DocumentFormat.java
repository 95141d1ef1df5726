package io.dromedary.extract;

import java.io.IOException;
import java.nio.file.Path;

/** Reads documents of one format, inside the sandbox. */
@FunctionalInterface
interface DocumentFormat {

    /**
     * Reads a document from beginning to end.
     *
     * @throws io.dromedary.error.Failure.Permanent if the document is encrypted, empty, damaged or beyond the limits
     * @throws IOException if the file itself cannot be read, which says nothing about the document
     */
    void read(Path file, Limits limits, Sink sink) throws IOException;
}
