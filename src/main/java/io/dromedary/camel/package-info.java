/** The only package that knows Camel: what its context needs beyond the routes. */
@NullMarked
package io.dromedary.camel;

import org.jspecify.annotations.NullMarked;
