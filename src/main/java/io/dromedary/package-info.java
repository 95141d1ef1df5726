@NullMarked
package io.dromedary;

import org.jspecify.annotations.NullMarked;
