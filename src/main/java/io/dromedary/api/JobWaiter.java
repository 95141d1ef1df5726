package io.dromedary.api;

import io.dromedary.job.JobHistory.Question;
import io.dromedary.job.JobNews;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One request that waits for something to become true of a job. */
final class JobWaiter implements JobWatcher {

    private final Question question;
    private final Predicate<JobNews> awaited;
    private final CountDownLatch over = new CountDownLatch(1);

    /**
     * A request that waits.
     *
     * @param awaited whether the job is as the request waits for
     */
    JobWaiter(Question question, Predicate<JobNews> awaited) {
        this.question = question;
        this.awaited = awaited;
    }

    /** Returns when that is so, at the end of the time, or when the process stops. */
    void await(Duration atMost) {
        try {
            over.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Question question() {
        return question;
    }

    @Override
    public void tell(@Nullable JobNews news) {
        if (news == null || awaited.test(news)) {
            end();
        }
    }

    @Override
    public boolean pulse() {
        return over.getCount() > 0;
    }

    @Override
    public void end() {
        over.countDown();
    }
}
