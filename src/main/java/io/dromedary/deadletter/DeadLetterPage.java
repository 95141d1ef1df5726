package io.dromedary.deadletter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list of dead letters.
 *
 * @param nextCursor where the next page begins; null on the last one
 */
public record DeadLetterPage(
        List<DeadLetter> deadLetters, @Nullable String nextCursor) {}
