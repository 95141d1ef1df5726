package io.dromedary.audit;

import io.dromedary.job.Attempt;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that is on record of a job.
 *
 * @param attempts in their order
 * @param transitions every change of its status, in their order
 */
public record JobRecord(UUID jobId, List<Attempt> attempts, List<Transition> transitions) {

    /**
     * A change of its status.
     *
     * @param actor who did it: {@code client}, {@code operator}, a worker, or what else of the service
     * @param cause why, where the status does not say it: an error code above all
     * @param link of its audit record; null while it waits for one
     */
    public record Transition(
            Instant at,
            String status,
            int attempt,
            String actor,
            @Nullable String cause,
            @Nullable Link link) {}

    /**
     * A place in the hash chain.
     *
     * @param hash 64 lower-case digits
     */
    public record Link(long seq, String hash) {}
}
