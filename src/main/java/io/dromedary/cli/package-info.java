/** The commands of the jar. They need no Spring and no database, only the API of a running service. */
@NullMarked
package io.dromedary.cli;

import org.jspecify.annotations.NullMarked;
