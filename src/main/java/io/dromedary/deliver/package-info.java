/** How a job ends: what it found becomes visible, or its failure is recorded and its remains are removed. */
@NullMarked
package io.dromedary.deliver;

import org.jspecify.annotations.NullMarked;
