package io.dromedary.job;

import java.util.UUID;

/**
 * The answer to a {@link NewJob}.
 *
 * @param status of the job at this moment
 * @param replayed whether the job existed already, made by an earlier request of the same idempotency key
 */
public record Accepted(UUID jobId, UUID documentId, JobStatus status, boolean replayed) {}
