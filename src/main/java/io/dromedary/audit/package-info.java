/** What happened, in a chain that shows every later change. */
@NullMarked
package io.dromedary.audit;

import org.jspecify.annotations.NullMarked;
