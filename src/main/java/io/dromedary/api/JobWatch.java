package io.dromedary.api;

import io.dromedary.job.JobHistory;
import io.dromedary.job.JobNews;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Looks at the jobs that clients follow: one thread and one statement at each interval for all of them together,
 * nothing while there are none. It asks instead of being notified, so that no transition pays for readers, and nothing
 * is missed when a connection breaks. Stops before the web server, which would wait for the streams to end.
 */
@Component
class JobWatch implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(JobWatch.class);

    private final JobHistory history;
    private final WatchProperties properties;
    private final Set<JobWatcher> watchers = ConcurrentHashMap.newKeySet();
    private final Semaphore signal = new Semaphore(0);
    private volatile boolean running;
    private boolean answered = true;
    private Thread looker = new Thread();

    JobWatch(JobHistory history, WatchProperties properties) {
        this.history = history;
        this.properties = properties;
    }

    /** From now on until it has enough, the watcher hears of its job, for the first time at once. */
    void add(JobWatcher watcher) {
        watchers.add(watcher);
        if (running) {
            lookSoon();
        } else {
            watcher.end();
        }
    }

    /** Looks without waiting for the interval; of many calls at once, one counts. */
    void lookSoon() {
        signal.release();
    }

    @Override
    public void start() {
        running = true;
        looker = new Thread(this::lookAgainAndAgain, "job-watch");
        looker.setDaemon(true);
        looker.start();
    }

    @Override
    public void stop() {
        running = false;
        looker.interrupt();
        watchers.forEach(JobWatcher::end);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void lookAgainAndAgain() {
        try {
            while (running) {
                if (signal.tryAcquire(properties.interval().toMillis(), TimeUnit.MILLISECONDS)) {
                    signal.drainPermits();
                }
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        List<JobWatcher> all = List.copyOf(watchers);
        if (all.isEmpty()) {
            return;
        }
        try {
            Map<Integer, JobNews> news =
                    history.news(all.stream().map(JobWatcher::question).toList());
            for (int i = 0; i < all.size(); i++) {
                all.get(i).tell(news.get(i));
            }
            answered = true;
        } catch (RuntimeException e) {
            if (answered) {
                LOG.warn("Those who follow jobs hear nothing until the ledger answers: {}", e.getMessage());
            }
            answered = false;
        }
        watchers.removeIf(watcher -> !watcher.pulse());
    }
}
