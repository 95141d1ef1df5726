package io.dromedary.intake;

import io.dromedary.job.Accepted;
import java.util.UUID;

/** What the client of an upload reads. */
public record UploadAnswer(UUID jobId, UUID documentId, String status) {

    public static UploadAnswer of(Accepted accepted) {
        return new UploadAnswer(
                accepted.jobId(), accepted.documentId(), accepted.status().code());
    }
}
