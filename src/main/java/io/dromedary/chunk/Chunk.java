package io.dromedary.chunk;

import java.util.List;

/**
 * A small piece of a document: what is embedded, stored and found. Its place always reproduces its text.
 *
 * @param ordinal 0-based number of the chunk in its document
 * @param passage 0-based number of the passage that it lies in; passages are runs of chunks
 * @param header what is embedded and indexed above the text, as the head of a table above its later rows; often empty
 * @param gap the white space between the chunk before and this one; empty where it was too long to be kept
 * @param text exactly the extracted text from {@code start} to {@code end}, without white space at its ends
 * @param start where it begins in the extracted text, in Unicode code points
 * @param end where it ends, exclusive, in code points
 * @param firstPage 1-based page on which it begins; 0 where the format has no pages
 * @param lastPage page on which it ends
 * @param headings the headings above all of it, outermost first
 * @param ids the tokens of header and text in the model's vocabulary, without special tokens; nobody may change the
 *     array
 */
// The ids go to the model as they are; chunks are not compared.
@SuppressWarnings("ArrayRecordComponent")
public record Chunk(
        int ordinal,
        int passage,
        String header,
        String gap,
        String text,
        int start,
        int end,
        int firstPage,
        int lastPage,
        List<String> headings,
        int[] ids) {

    /** The tokens [CLS] and [SEP] that the model wants around every text. */
    private static final int SPECIAL_TOKENS = 2;

    /** A chunk without a header. */
    public Chunk(
            int ordinal,
            String text,
            int start,
            int end,
            int firstPage,
            int lastPage,
            List<String> headings,
            int[] ids) {
        this(ordinal, 0, "", "", text, start, end, firstPage, lastPage, headings, ids);
    }

    /** What the model reads for this chunk. */
    public String embeddedText() {
        return header.isEmpty() ? text : header + "\n" + text;
    }

    /** What the model reads for this chunk, in tokens, special ones included. */
    public int tokens() {
        return ids.length + SPECIAL_TOKENS;
    }
}
