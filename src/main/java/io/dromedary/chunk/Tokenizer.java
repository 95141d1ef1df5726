package io.dromedary.chunk;

/** Cuts text into the tokens of the embedding model. Thread-safe. */
public interface Tokenizer {

    /** The tokens of a text, in order, without the special tokens that the model adds at both ends. */
    Tokens tokenize(String text);
}
