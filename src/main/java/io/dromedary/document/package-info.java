/** Documents as their clients see them: what there is, in which versions, and the original. */
@NullMarked
package io.dromedary.document;

import org.jspecify.annotations.NullMarked;
