/** What operators measure: the ledger's figures as metrics. */
@NullMarked
package io.dromedary.observe;

import org.jspecify.annotations.NullMarked;
