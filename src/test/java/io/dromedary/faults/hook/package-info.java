/** What is added to the class path of the processes under test. */
@NullMarked
package io.dromedary.faults.hook;

import org.jspecify.annotations.NullMarked;
