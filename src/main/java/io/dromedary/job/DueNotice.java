package io.dromedary.job;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Tells the dispatchers of all processes that jobs were accepted, after the commit and once for all jobs of a moment.
 * Within the commits it would cost most of their rate: PostgreSQL lets one transaction at a time commit that notifies,
 * so that no two share a write to the disk. A notice that is lost costs a poll interval of the dispatcher. Thread-safe.
 */
@Component
class DueNotice implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(DueNotice.class);

    /** Between two notices: a burst of uploads wakes the dispatchers a hundred times a second at most. */
    private static final long PAUSE_MILLIS = 10;

    private final JdbcClient jdbc;
    private final Semaphore wanted = new Semaphore(0);
    private volatile boolean running;
    private Thread sender = new Thread();

    DueNotice(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Wakes the dispatchers soon; of many calls at once, one counts. */
    void send() {
        wanted.release();
    }

    @Override
    public void start() {
        running = true;
        sender = new Thread(this::sendAgainAndAgain, "due-notice");
        sender.setDaemon(true);
        sender.start();
    }

    @Override
    public void stop() {
        running = false;
        sender.interrupt();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void sendAgainAndAgain() {
        try {
            while (running) {
                wanted.acquire();
                wanted.drainPermits();
                sendNow();
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sendNow() {
        try {
            jdbc.sql("select pg_notify('job_due', '')").query().singleRow();
        } catch (DataAccessException e) {
            LOG.debug("The dispatchers find due jobs at their next poll", e);
        }
    }
}
