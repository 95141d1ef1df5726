package io.dromedary.job;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the API tells of a job.
 *
 * @param filename as the client called the document; null without a name
 * @param status a {@link JobStatus#code()}
 * @param stage a {@link Stage#code()}
 * @param attempt the attempt that runs or ran last; 0 before the first
 * @param embedding what the vectors of all attempts took
 * @param error why the job failed, or why its last attempt did; null without a failure
 * @param queue its place in the line; null unless it only waits for a worker, and in lists
 * @param startedAt when the first attempt began
 * @param dueAt when the next attempt is or was due; null unless the job waits for one and was not handed out yet
 */
public record JobView(
        UUID jobId,
        UUID documentId,
        @Nullable String filename,
        String status,
        String stage,
        int attempt,
        Progress progress,
        EmbeddingCost embedding,
        @Nullable JobError error,
        @Nullable Place queue,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Instant dueAt) {

    /**
     * Why a job failed.
     *
     * @param code one of {@code docs/errors.md}
     * @param detail for a person
     */
    public record JobError(String code, String detail) {}

    /**
     * A place in the line.
     *
     * @param position one more than the jobs that start before it if nothing else is accepted or fails; jobs of other
     *     tenants count
     * @param expectedStartAt an estimate from what is in work and how long jobs took lately; null when nobody can tell
     */
    public record Place(long position, @Nullable Instant expectedStartAt) {}

    JobView at(Place place) {
        return new JobView(
                jobId,
                documentId,
                filename,
                status,
                stage,
                attempt,
                progress,
                embedding,
                error,
                place,
                createdAt,
                startedAt,
                finishedAt,
                dueAt);
    }

    /** The entity tag of this state. */
    public String tag() {
        return JobTag.of(status, attempt, progress);
    }
}
