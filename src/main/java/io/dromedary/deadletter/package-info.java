/** What was set aside, for a person to decide about: why, and what happens to it next. */
@NullMarked
package io.dromedary.deadletter;

import org.jspecify.annotations.NullMarked;
