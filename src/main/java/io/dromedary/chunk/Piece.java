package io.dromedary.chunk;

import java.util.List;

/**
 * What is not cut any further: a sentence, a row, a line of code, or a part of one that was too long.
 *
 * @param text with the white space after it, so that pieces joined are the extracted text
 * @param start in code points of the extracted text
 * @param page 1-based, or 0
 * @param headings the headings it stands under; a heading stands under itself
 * @param heading whether it is one
 * @param ids its tokens
 * @param header what a chunk is headed by that begins here
 */
// The ids are a slice of what the tokenizer returned, on its way to a chunk; pieces are not compared.
@SuppressWarnings("ArrayRecordComponent")
record Piece(String text, int start, int page, List<String> headings, boolean heading, int[] ids, Header header) {

    boolean isBlank() {
        return text.isBlank();
    }
}
