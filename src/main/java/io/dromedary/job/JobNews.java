package io.dromedary.job;

import java.util.List;

/**
 * How a job stands and what happened to it since somebody looked, both of the same moment.
 *
 * @param stage a {@link Stage#code()}
 * @param events in their order
 */
public record JobNews(JobStatus status, String stage, int attempt, Progress progress, List<JobEvent> events) {

    /** The entity tag of this state, as {@link JobView#tag()} tells it. */
    public String tag() {
        return JobTag.of(status.code(), attempt, progress);
    }
}
