/** What is removed when it is old, and what is put right after crashes. */
@NullMarked
package io.dromedary.housekeeping;

import org.jspecify.annotations.NullMarked;
