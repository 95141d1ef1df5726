/** Who calls: tenants and their API keys. */
@NullMarked
package io.dromedary.tenant;

import org.jspecify.annotations.NullMarked;
