/** The object store: the bytes of the originals, in S3 or what speaks like it. */
@NullMarked
package io.dromedary.store;

import org.jspecify.annotations.NullMarked;
