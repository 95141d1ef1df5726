/** What an operator configures is checked before anything is started, and a mistake is told in one line. */
@NullMarked
package io.dromedary.configuration;

import org.jspecify.annotations.NullMarked;
