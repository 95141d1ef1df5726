/** Builds further generations of the index beside the active one, and lets operators change between them. */
@NullMarked
package io.dromedary.generation;

import org.jspecify.annotations.NullMarked;
