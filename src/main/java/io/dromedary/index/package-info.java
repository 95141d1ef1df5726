/** What readers find: chunks, their vectors, and the nearest of them. */
@NullMarked
package io.dromedary.index;

import org.jspecify.annotations.NullMarked;
