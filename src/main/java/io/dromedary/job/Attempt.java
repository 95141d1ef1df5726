package io.dromedary.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of one attempt.
 *
 * @param worker who made it
 * @param endedAs the status that the job had next: {@code queued} where another attempt may follow; null while it runs
 * @param cause an error code, or {@code lease_ended} when the worker vanished, or {@code shutdown}
 * @param detail for a person; null unless the attempt failed
 * @param stack classes and lines, without messages; null unless the attempt failed
 */
public record Attempt(
        int attempt,
        String worker,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String endedAs,
        @Nullable String cause,
        @Nullable String detail,
        @Nullable String stack) {}
