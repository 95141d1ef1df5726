package io.dromedary.deadletter;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter and every attempt that was made.
 *
 * @param attempts in their order
 */
public record Evidence(DeadLetter deadLetter, List<Attempt> attempts) {

    /**
     * What became of one attempt.
     *
     * @param worker who made it
     * @param cause an error code, or {@code lease_ended} when the worker vanished, or {@code shutdown}
     * @param detail for a person; null unless the attempt failed
     * @param stack classes and lines, without messages; null unless the attempt failed
     */
    public record Attempt(
            int attempt,
            String worker,
            Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable String cause,
            @Nullable String detail,
            @Nullable String stack) {}
}
