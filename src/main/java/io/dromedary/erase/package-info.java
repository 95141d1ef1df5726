/** Erases documents and tenants in whatever state they are, and proves it: receipts, and another look afterwards. */
@NullMarked
package io.dromedary.erase;

import org.jspecify.annotations.NullMarked;
