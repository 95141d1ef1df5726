package io.dromedary.deadletter;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job that was set aside: every attempt failed although the next might have passed, or its document killed its
 * workers.
 *
 * @param tenant whose job it is, by name
 * @param code of the last failure, of {@code docs/errors.md}
 * @param detail of the last failure, for a person
 * @param attempts how many there were, over all replays
 */
public record DeadLetter(
        UUID jobId,
        String tenant,
        UUID documentId,
        int version,
        @Nullable String externalId,
        @Nullable String filename,
        String mediaType,
        long sizeBytes,
        String code,
        String detail,
        int attempts,
        Instant createdAt,
        Instant diedAt) {}
