/** Measures whether search finds what answers a question. */
@NullMarked
package io.dromedary.retrieval;

import org.jspecify.annotations.NullMarked;
