package io.dromedary.extract;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Every format that can be read, by its media type. Stateless. */
final class Formats {

    private final Map<String, DocumentFormat> formats;

    Formats(Map<String, DocumentFormat> formats) {
        this.formats = Map.copyOf(formats);
    }

    static Formats all() {
        return all(null);
    }

    /** @param ocr for pages that are pictures; null leaves them without text */
    static Formats all(@Nullable Ocr ocr) {
        return new Formats(Map.ofEntries(
                Map.entry("application/pdf", pdf(ocr)),
                Map.entry("text/markdown", text(MarkdownGrammar::new)),
                Map.entry("text/plain", text(PlainGrammar::new)),
                Map.entry("text/html", TikaFormat.html()),
                Map.entry("text/csv", new CsvFormat()),
                Map.entry("application/rtf", TikaFormat.rtf()),
                Map.entry(Attachments.MESSAGE, TikaFormat.message()),
                Map.entry(Packages.EPUB, TikaFormat.epub()),
                Map.entry(Packages.DOCX, TikaFormat.office(Packages.DOCX)),
                Map.entry(Packages.XLSX, TikaFormat.office(Packages.XLSX)),
                Map.entry(Packages.PPTX, TikaFormat.office(Packages.PPTX))));
    }

    void read(Frames.Request request, Sink sink) throws IOException {
        DocumentFormat format = formats.get(request.mediaType());
        if (format == null) {
            throw new Failure.Permanent(ErrorCode.UNSUPPORTED_TYPE, "No reader for " + request.mediaType());
        }
        if (Files.size(request.file()) == 0) {
            throw new Failure.Permanent(ErrorCode.DOCUMENT_EMPTY, "The file has no bytes");
        }
        format.read(request.file(), request.limits(), sink);
    }

    /** What reads the pages takes a while to start, and most documents do without it. */
    private static DocumentFormat pdf(@Nullable Ocr ocr) {
        return new DocumentFormat() {
            private @Nullable PageText pageText;

            @Override
            public void read(Path file, Limits limits, Sink sink) {
                if (pageText == null) {
                    pageText = ServiceLoader.load(PageText.class).findFirst().orElseThrow();
                }
                PageText reader = ocr == null
                        ? pageText
                        : new ScannedPageText(pageText, ocr, Path.of("").toAbsolutePath());
                try (Extraction extraction = new PdfExtraction(PdfPages.open(file), reader, sink::pages)) {
                    forEach(extraction, sink);
                }
            }
        };
    }

    private static DocumentFormat text(java.util.function.Supplier<Grammar> grammar) {
        return (file, limits, sink) -> {
            try (Extraction extraction = TextExtraction.open(file, grammar.get())) {
                forEach(extraction, sink);
            }
        };
    }

    private static void forEach(Extraction extraction, Sink sink) {
        extraction.forEachRemaining(sink::element);
        extraction.unreadablePages().forEach(sink::unreadable);
    }
}
