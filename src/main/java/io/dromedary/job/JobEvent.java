package io.dromedary.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A recorded change of a job's status.
 *
 * @param id grows along the events of a job
 * @param cause why, where the status does not say it: an error code above all
 */
public record JobEvent(
        long id,
        Instant at,
        JobStatus status,
        int attempt,
        @Nullable String cause) {}
