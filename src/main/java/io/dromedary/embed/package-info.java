/** Turns text into vectors: the embedding model of the process, its tokenizer, and what is recorded about both. */
@NullMarked
package io.dromedary.embed;

import org.jspecify.annotations.NullMarked;
