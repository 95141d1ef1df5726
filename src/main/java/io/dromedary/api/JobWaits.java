package io.dromedary.api;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.JobHistory;
import io.dromedary.job.JobHistory.Question;
import io.dromedary.job.JobNews;
import io.dromedary.job.JobTag;
import io.dromedary.job.JobViews;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps requests back until their job is over, or no longer what the client knows. Each holds its thread of the web
 * server and nothing else, which is why there may only be so many. Thread-safe.
 */
public class JobWaits {

    private final JobHistory history;
    private final JobWatch watch;
    private final Places places;

    JobWaits(JobHistory history, JobWatch watch, int limit) {
        this.history = history;
        this.watch = watch;
        this.places = new Places(limit);
    }

    /**
     * Waits for a change, as long as the client prefers. A job that is unknown, over, or not what the client knows lets
     * nobody wait.
     *
     * @param prefer the header of that name
     * @param ifNoneMatch the header of that name: the state that the client knows; null for the present one
     * @return the value of {@code Preference-Applied}; null when it did not wait
     * @throws Failure.Transient {@link ErrorCode#TOO_MANY_FOLLOWERS}
     */
    public @Nullable String await(UUID tenantId, String jobId, @Nullable String prefer, @Nullable String ifNoneMatch) {
        Duration wait = PreferWait.of(prefer);
        if (wait.isZero()) {
            return null;
        }
        Question question = Question.withoutEvents(tenantId, JobViews.parseId(jobId));
        JobNews news = history.news(question);
        if (news == null
                || news.status().isFinal()
                || (ifNoneMatch != null && !JobTag.matches(ifNoneMatch, news.tag()))) {
            return null;
        }
        if (!places.take(tenantId)) {
            throw new Failure.Transient(ErrorCode.TOO_MANY_FOLLOWERS, "This process lets requests wait at " + places);
        }
        wait(new JobWaiter(question, now -> !now.tag().equals(news.tag())), wait);
        return applied(wait);
    }

    /**
     * Waits for the end of a job that has just been accepted, as long as the client prefers. Nothing that goes wrong
     * meanwhile is a failure, since the document is accepted already: the wait just ends, or does not begin when too
     * many wait.
     *
     * @param prefer the header of that name
     * @return the value of {@code Preference-Applied}; null when it did not wait
     */
    public @Nullable String awaitEnd(UUID tenantId, UUID jobId, @Nullable String prefer) {
        Duration wait = PreferWait.of(prefer);
        if (wait.isZero() || !places.take(tenantId)) {
            return null;
        }
        wait(
                new JobWaiter(
                        Question.withoutEvents(tenantId, jobId),
                        now -> now.status().isFinal()),
                wait);
        return applied(wait);
    }

    /** Gives back the place that the caller took. */
    private void wait(JobWaiter waiter, Duration atMost) {
        try {
            watch.add(waiter);
            waiter.await(atMost);
        } finally {
            waiter.end();
            places.giveBack(waiter.question().tenantId());
        }
    }

    private static String applied(Duration wait) {
        return "wait=" + wait.toSeconds();
    }
}
