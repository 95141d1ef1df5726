package io.dromedary.extract;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How documents are read, in processes of their own.
 *
 * @param processes that read documents at once; as many as {@code dromedary.work.slots} unless set
 * @param heap of each
 * @param documentsPerProcess that one reads before a fresh one takes its place
 * @param documentTime that a document may keep its reader waiting, all in all
 * @param silence after which a reader is taken to hang
 * @param maxPages of a document
 * @param maxNesting of elements, and of documents in documents
 * @param maxUnpacked bytes that a packed document unpacks to
 * @param maxCharacters of extracted text
 * @param memoryFolder a folder in memory, for documents of which nothing may be kept
 */
@ConfigurationProperties(prefix = "dromedary.extract", ignoreUnknownFields = false)
record ExtractProperties(
        @Nullable Integer processes,
        @DefaultValue("512MB") DataSize heap,
        @DefaultValue("200") int documentsPerProcess,
        @DefaultValue("15m") Duration documentTime,
        @DefaultValue("60s") Duration silence,
        @DefaultValue("20000") int maxPages,
        @DefaultValue("200") int maxNesting,
        @DefaultValue("1GB") DataSize maxUnpacked,
        @DefaultValue("300000000") int maxCharacters,
        @DefaultValue("/dev/shm") Path memoryFolder) {

    ExtractProperties {
        check("processes", processes == null ? 1 : processes, 1, 1_000);
        check("heap", heap.toMegabytes(), 64, 65_536);
        check("documents-per-process", documentsPerProcess, 1, 1_000_000);
        check("document-time", documentTime.toSeconds(), 1, 86_400);
        check("silence", silence.toSeconds(), 1, 86_400);
        check("max-pages", maxPages, 1, 1_000_000);
        check("max-nesting", maxNesting, 10, 1_000);
        check("max-unpacked", maxUnpacked.toMegabytes(), 1, 1_048_576);
        check("max-characters", maxCharacters, 1_000, 1_000_000_000);
    }

    private static void check(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "dromedary.extract.%s (%d) must be between %d and %d".formatted(key, value, least, most));
        }
    }

    /** The same, for processes that end with their document, and what they know of it with them. */
    ExtractProperties forgetful() {
        return new ExtractProperties(
                processes,
                heap,
                1,
                documentTime,
                silence,
                maxPages,
                maxNesting,
                maxUnpacked,
                maxCharacters,
                memoryFolder);
    }

    Limits limits() {
        return new Limits(maxPages, maxNesting, maxUnpacked.toBytes(), maxCharacters);
    }
}
