/** What happens to acknowledged work when processes, servers, wires, disks and clocks fail: real ones, from outside. */
@NullMarked
package io.dromedary.faults;

import org.jspecify.annotations.NullMarked;
