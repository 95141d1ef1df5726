/** The service as its users run it: a process of its own, stopped, killed and started again. */
@NullMarked
package io.dromedary.process;

import org.jspecify.annotations.NullMarked;
