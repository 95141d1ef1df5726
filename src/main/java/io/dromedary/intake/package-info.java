/** The gate: what may come in, and the one bean that lets it in. */
@NullMarked
package io.dromedary.intake;

import org.jspecify.annotations.NullMarked;
