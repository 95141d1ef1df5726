/** Cuts extracted text into the chunks that are embedded and found, in one pass and by the tokens of the model. */
@NullMarked
package io.dromedary.chunk;

import org.jspecify.annotations.NullMarked;
