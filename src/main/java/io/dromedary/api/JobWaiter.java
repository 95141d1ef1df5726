package io.dromedary.api;

import io.dromedary.job.JobHistory.Question;
import io.dromedary.job.JobNews;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One request that waits until a job is no longer what its client knows. */
final class JobWaiter implements JobWatcher {

    private final Question question;
    private final String known;
    private final CountDownLatch over = new CountDownLatch(1);

    /**
     * A request that waits.
     *
     * @param known the entity tag that the client has
     */
    JobWaiter(Question question, String known) {
        this.question = question;
        this.known = known;
    }

    /** Returns at the change, at the end of the time, or when the process stops. */
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
        if (news == null || !news.tag().equals(known)) {
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
