package io.dromedary.extract;

import java.io.IOException;
import org.apache.pdfbox.pdmodel.PDDocument;

/** Reads the text of a PDF page. */
@FunctionalInterface
public interface PageText {

    /**
     * The text of the only page of a document, its lines in reading order.
     *
     * @param singlePage shares its fonts and contents with a larger document, which stays whole when this one is closed
     */
    String text(PDDocument singlePage) throws IOException;
}
