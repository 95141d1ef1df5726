package io.dromedary.intake;

import io.dromedary.job.Accepted;
import io.dromedary.job.JobStatus;
import io.dromedary.job.JobView;
import java.util.UUID;

/**
 * What the client of an upload reads, the same however often it is repeated.
 *
 * @param status of the job as it was accepted; where it stands now is to be seen at its own place
 */
public record UploadAnswer(UUID jobId, UUID documentId, String status) {

    /**
     * Whether this is the answer, and not the job itself, which the client preferred to wait for.
     *
     * @param found the job after the wait; without one, whatever stands for it
     */
    public static boolean isDue(Object found) {
        return !(found instanceof JobView job && JobStatus.of(job.status()).isFinal());
    }

    public static UploadAnswer of(Accepted accepted) {
        return new UploadAnswer(accepted.jobId(), accepted.documentId(), JobStatus.QUEUED.code());
    }
}
