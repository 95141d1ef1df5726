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
 * @param processes documents that are read at once. Each process is started when it is first needed and takes up to its
 *     heap and about 150 MB. Default: {@code dromedary.work.slots}. Range: 1 to 1000.
 * @param heap the heap of one of them; a document that needs more is {@code document_too_complex}. Range: 64MB to 64GB.
 * @param documentsPerProcess how many documents a process reads before a fresh one takes its place. Range: 1 to
 *     1000000.
 * @param documentTime how long a document may keep the service waiting, all in all; then it is
 *     {@code extraction_timeout}. The time in which its chunks are embedded does not count. Range: 1s to 24h.
 * @param silence how long it may take to the next page or element. Range: 1s to 24h.
 * @param maxPages a document with more is {@code document_too_complex}. Range: 1 to 1000000.
 * @param maxNesting elements in elements, and documents in documents. Range: 10 to 1000.
 * @param maxUnpacked what a packed document (DOCX, XLSX, PPTX, EPUB) may unpack to. Range: 1MB to 1TB.
 * @param maxCharacters the longest text that is taken out of a document. Range: 1000 to 1000000000.
 * @param memoryFolder where passthrough documents lie in plain while they are read. It needs room for as many as are in
 *     work at once. Range: a tmpfs.
 */
@ConfigurationProperties(prefix = "dromedary.extract", ignoreUnknownFields = false)
record ExtractProperties(
        @Nullable Integer processes,
        @DefaultValue("512MB") DataSize heap,
        @DefaultValue("500") int documentsPerProcess,
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
