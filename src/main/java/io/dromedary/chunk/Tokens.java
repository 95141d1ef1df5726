package io.dromedary.chunk;

/**
 * The tokens of one text.
 *
 * @param ids the id of each token in the model's vocabulary
 * @param starts where each token starts in the text, in UTF-16 units, ascending
 * @param ends where each token ends in the text, exclusive, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // thousands of numbers per page
public record Tokens(int[] ids, int[] starts, int[] ends) {}
