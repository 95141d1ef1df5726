package io.dromedary.chunk;

/**
 * The tokenizer of the embedding model. Thread-safe.
 *
 * <p>It must be indifferent to cuts at white space, as WordPiece is: the tokens of {@code "a b"} are those of {@code "a
 * "} followed by those of {@code "b"}. So the tokens of a chunk are the tokens of its parts.
 */
@FunctionalInterface
public interface Tokenizer {

    /** The tokens of a text, all of them, in order and without the special ones that the model wants around them. */
    Tokens tokenize(String text);

    /** The most tokens that the model reads at once, without the special ones. */
    default int maxTextTokens() {
        return 510;
    }
}
