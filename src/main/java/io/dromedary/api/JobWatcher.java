package io.dromedary.api;

import io.dromedary.job.JobHistory.Question;
import io.dromedary.job.JobNews;
import org.jspecify.annotations.Nullable;

/** Somebody who follows a job. {@link JobWatch} calls it from one thread, which it must not hold up. */
interface JobWatcher {

    /** What it wants to know at the next look. */
    Question question();

    /**
     * Hears how the job stands.
     *
     * @param news that answer {@link #question}; null when the job is gone
     */
    void tell(@Nullable JobNews news);

    /**
     * Is called after every look, also when the ledger did not answer.
     *
     * @return whether it wants to hear more
     */
    boolean pulse();

    /** Ends the following, because the process stops. */
    void end();
}
