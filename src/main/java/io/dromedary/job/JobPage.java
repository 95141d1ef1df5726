package io.dromedary.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list of jobs.
 *
 * @param nextCursor where the next page begins; null on the last one
 */
public record JobPage(List<JobView> jobs, @Nullable String nextCursor) {}
