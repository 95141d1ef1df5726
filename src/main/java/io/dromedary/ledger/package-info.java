/** The second wall between tenants: which rows of the ledger a thread may see, enforced by PostgreSQL. */
@NullMarked
package io.dromedary.ledger;

import org.jspecify.annotations.NullMarked;
