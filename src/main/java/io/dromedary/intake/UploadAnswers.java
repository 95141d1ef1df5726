package io.dromedary.intake;

import io.dromedary.job.Accepted;
import io.dromedary.job.JobStatus;
import io.dromedary.job.JobView;
import org.springframework.stereotype.Component;

/** Words what the client of an upload reads. Pure. */
@Component
public class UploadAnswers {

    /**
     * Whether the client reads an {@link UploadAnswer}, and not the job itself, which it preferred to wait for.
     *
     * @param found the job after the wait; without one, whatever stands for it
     */
    public boolean isDue(Object found) {
        return !(found instanceof JobView job && JobStatus.of(job.status()).isFinal());
    }

    public UploadAnswer of(Accepted accepted) {
        return new UploadAnswer(accepted.jobId(), accepted.documentId(), JobStatus.QUEUED.code());
    }
}
