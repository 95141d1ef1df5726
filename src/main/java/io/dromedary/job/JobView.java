package io.dromedary.job;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the API tells of a job.
 *
 * @param status a {@link JobStatus#code()}
 * @param stage a {@link Stage#code()}
 * @param attempt the attempt that runs or ran last; 0 before the first
 * @param error why the job failed, or why its last attempt did; null without a failure
 */
public record JobView(
        UUID jobId,
        UUID documentId,
        String status,
        String stage,
        int attempt,
        Progress progress,
        @Nullable JobError error) {

    /**
     * Why a job failed.
     *
     * @param code one of {@code docs/errors.md}
     * @param detail for a person
     */
    public record JobError(String code, String detail) {}
}
