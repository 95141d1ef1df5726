/** Where the time of a job goes, told to a collector of OpenTelemetry. */
@NullMarked
package io.dromedary.trace;

import org.jspecify.annotations.NullMarked;
