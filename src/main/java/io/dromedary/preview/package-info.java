/** Shows how a document would be cut, without keeping anything of it. */
@NullMarked
package io.dromedary.preview;

import org.jspecify.annotations.NullMarked;
