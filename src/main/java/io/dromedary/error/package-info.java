/** What can go wrong, in the words of the API: one failure type, one list of codes. Every other package may use it. */
@NullMarked
package io.dromedary.error;

import org.jspecify.annotations.NullMarked;
