/** Whether every connection that may be encrypted is, and to the right server only. */
@NullMarked
package io.dromedary.tls;

import org.jspecify.annotations.NullMarked;
