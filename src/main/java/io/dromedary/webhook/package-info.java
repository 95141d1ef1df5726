/** Webhooks: who is told what, signed as Standard Webhooks 1.0.0 prescribes, and how each delivery stands. */
@NullMarked
package io.dromedary.webhook;

import org.jspecify.annotations.NullMarked;
