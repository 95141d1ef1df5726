/** What HTTP needs beside the routes. */
@NullMarked
package io.dromedary.api;

import org.jspecify.annotations.NullMarked;
