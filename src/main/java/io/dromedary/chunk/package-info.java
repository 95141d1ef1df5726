/** Cuts text into chunks that an embedding model can read. */
@NullMarked
package io.dromedary.chunk;

import org.jspecify.annotations.NullMarked;
