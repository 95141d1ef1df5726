package io.dromedary.chunk;

import java.util.List;

/**
 * A passage of a document: what is embedded, stored and found. Its place always reproduces its text.
 *
 * @param ordinal 0-based number of the chunk in its document
 * @param text exactly the extracted text from {@code start} to {@code end}, without white space at its ends
 * @param start where it begins in the extracted text, in Unicode code points
 * @param end where it ends, exclusive, in code points
 * @param firstPage 1-based page on which it begins; 0 where the format has no pages
 * @param lastPage page on which it ends
 * @param headings the headings above all of it, outermost first
 * @param ids its tokens in the model's vocabulary, without special tokens; nobody may change the array
 */
// The ids go to the model as they are; chunks are not compared.
@SuppressWarnings("ArrayRecordComponent")
public record Chunk(
        int ordinal, String text, int start, int end, int firstPage, int lastPage, List<String> headings, int[] ids) {

    /** The tokens [CLS] and [SEP] that the model wants around every text. */
    private static final int SPECIAL_TOKENS = 2;

    /** What the model reads for this chunk, in tokens, special ones included. */
    public int tokens() {
        return ids.length + SPECIAL_TOKENS;
    }
}
