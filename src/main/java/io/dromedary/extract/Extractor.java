package io.dromedary.extract;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.nio.file.Path;
import org.springframework.stereotype.Component;

/** Opens documents for reading, whatever their format. Stateless and thread-safe. */
@Component
public class Extractor {

    private final PageText pageText;

    public Extractor(PageText pageText) {
        this.pageText = pageText;
    }

    /**
     * Begins to read a document; to be closed by the caller.
     *
     * @param mediaType {@code application/pdf}, {@code text/markdown} or {@code text/plain}, without parameters
     * @throws Failure.Permanent if the type is another one, or the document is encrypted, empty or damaged; some damage
     *     shows only while the elements are read
     * @throws java.io.UncheckedIOException if the file cannot be read at all, which says nothing about the document
     */
    public Extraction open(Path file, String mediaType) {
        return switch (mediaType) {
            case "application/pdf" -> new PdfExtraction(PdfPages.open(file), pageText);
            case "text/markdown" -> TextExtraction.open(file, new MarkdownGrammar());
            case "text/plain" -> TextExtraction.open(file, new PlainGrammar());
            default -> throw new Failure.Permanent(ErrorCode.UNSUPPORTED_TYPE, "No reader for " + mediaType);
        };
    }
}
