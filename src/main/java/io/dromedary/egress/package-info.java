/** What the service may call in the name of a tenant: the guard against server-side request forgery. */
@NullMarked
package io.dromedary.egress;

import org.jspecify.annotations.NullMarked;
