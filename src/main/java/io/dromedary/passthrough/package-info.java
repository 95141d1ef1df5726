/**
 * Results that go to the caller and are not kept: uploads that only their job can read, and the signed parts in which
 * chunks and vectors leave as they are made.
 */
@NullMarked
package io.dromedary.passthrough;

import org.jspecify.annotations.NullMarked;
