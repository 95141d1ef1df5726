package io.dromedary.passthrough;

/**
 * A message with some of a result, or the summary behind the last of them.
 *
 * @param number from one; that of the summary follows the last part's
 * @param digest of the result up to this part
 * @param tokens of its chunks
 * @param body JSON
 */
// Sent as it is.
@SuppressWarnings("ArrayRecordComponent")
public record ResultPart(int number, byte[] digest, long tokens, byte[] body) {}
