/** From a question to the passages that answer it. */
@NullMarked
package io.dromedary.search;

import org.jspecify.annotations.NullMarked;
