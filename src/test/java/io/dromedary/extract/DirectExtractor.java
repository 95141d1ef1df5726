package io.dromedary.extract;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.nio.file.Path;

/** Opens documents in this process, as the sandbox does in its own. */
public record DirectExtractor(PageText pageText) {

    public Extraction open(Path file, String mediaType) {
        return switch (mediaType) {
            case "application/pdf" -> new PdfExtraction(PdfPages.open(file), pageText, page -> {});
            case "text/markdown" -> TextExtraction.open(file, new MarkdownGrammar());
            case "text/plain" -> TextExtraction.open(file, new PlainGrammar());
            default -> throw new Failure.Permanent(ErrorCode.UNSUPPORTED_TYPE, "No reader for " + mediaType);
        };
    }
}
