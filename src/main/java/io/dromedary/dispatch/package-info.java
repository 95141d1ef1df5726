/** From the ledger to the broker: whose turn it is, published with confirmation. */
@NullMarked
package io.dromedary.dispatch;

import org.jspecify.annotations.NullMarked;
