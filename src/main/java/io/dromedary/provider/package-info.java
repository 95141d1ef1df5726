/** Speaks with embedding providers over HTTP, within limits that all workers share. */
@NullMarked
package io.dromedary.provider;

import org.jspecify.annotations.NullMarked;
