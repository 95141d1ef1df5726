package io.dromedary.intake;

import io.dromedary.job.EndedJobs;
import io.dromedary.job.JobView;
import io.dromedary.tenant.Tenant;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Keeps the answer to an upload back until its job is over, for clients that prefer it ({@code Prefer: wait=N}, RFC
 * 7240, section 4.3). The work runs on the workers as ever; only the client waits, and only so many clients at once.
 */
@Component
public class ResultWait {

    private static final Logger LOG = LoggerFactory.getLogger(ResultWait.class);
    private static final long LOOK_MILLIS = 100;

    /** The first preference of that name counts; what is malformed is ignored, as section 2 asks. */
    private static final Pattern WAIT =
            Pattern.compile("(?:^|,)\\s*wait\\s*=\\s*\"?(\\d{1,9})\"?\\s*(?=[,;]|$)", Pattern.CASE_INSENSITIVE);

    private final EndedJobs jobs;
    private final Duration max;
    private final Semaphore places;

    ResultWait(EndedJobs jobs, IntakeProperties properties) {
        this.jobs = jobs;
        this.max = properties.maxWait();
        this.places = new Semaphore(properties.maxWaiting());
    }

    /**
     * What came of waiting.
     *
     * @param applied the value of {@code Preference-Applied}; null when there was no wait
     * @param job as it ended; null when it did not end in time
     */
    public record Result(@Nullable String applied, @Nullable JobView job) {}

    /**
     * Waits as long as the client prefers, at most as long as it may. The document is accepted already, so nothing that
     * goes wrong meanwhile is a failure: the wait just ends.
     *
     * @param prefer the header of that name
     */
    public Result await(UUID jobId, Tenant tenant, @Nullable String prefer) {
        long seconds = Math.min(preferredSeconds(prefer), max.toSeconds());
        if (seconds == 0 || !places.tryAcquire()) {
            return new Result(null, null);
        }
        try {
            return new Result("wait=" + seconds, await(jobId, tenant, Duration.ofSeconds(seconds)));
        } catch (DataAccessException e) {
            LOG.warn("No longer waiting for job {}: {}", jobId, e.getMessage());
            return new Result(null, null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result(null, null);
        } finally {
            places.release();
        }
    }

    private @Nullable JobView await(UUID jobId, Tenant tenant, Duration time) throws InterruptedException {
        long deadline = System.nanoTime() + time.toNanos();
        JobView job = jobs.find(tenant.id(), jobId);
        while (job == null && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            job = jobs.find(tenant.id(), jobId);
        }
        return job;
    }

    static long preferredSeconds(@Nullable String prefer) {
        Matcher wait = WAIT.matcher(prefer == null ? "" : prefer);
        return wait.find() ? Long.parseLong(wait.group(1)) : 0;
    }
}
