package io.dromedary.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Wakes whoever works on what a commit makes due: one thread listens to a channel of PostgreSQL on a connection of its
 * own. A lost connection is opened again with bounded backoff; meanwhile the worker looks at its poll interval, so a
 * signal only saves time.
 */
public class LedgerSignal implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerSignal.class);
    private static final int LISTEN_MILLIS = 500;
    private static final long FIRST_BACKOFF_MILLIS = 50;
    private static final long LAST_BACKOFF_MILLIS = 2_000;

    private final DataSource dataSource;
    private final String channel;
    private final Duration poll;
    private final Semaphore signal = new Semaphore(0);
    private volatile boolean running;
    private Thread listener = new Thread();

    /**
     * Listens once it is started.
     *
     * @param channel a plain name
     * @param poll how long to wait for a signal at most
     */
    protected LedgerSignal(DataSource dataSource, String channel, Duration poll) {
        this.dataSource = dataSource;
        this.channel = channel;
        this.poll = poll;
    }

    /** Waits for a signal, or for the poll interval to pass. Signals that came meanwhile count as one. */
    public void await() throws InterruptedException {
        if (signal.tryAcquire(poll.toMillis(), TimeUnit.MILLISECONDS)) {
            signal.drainPermits();
        }
    }

    /** Lets {@link #await} return at once. */
    public void wake() {
        signal.release();
    }

    @Override
    public void start() {
        running = true;
        listener = new Thread(this::listen, channel.replace('_', '-') + "-signal");
        listener.setDaemon(true);
        listener.start();
    }

    @Override
    public void stop() {
        running = false;
        listener.interrupt();
        try {
            listener.join(LISTEN_MILLIS * 2L);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void listen() {
        long backoff = FIRST_BACKOFF_MILLIS;
        while (running) {
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("listen " + channel);
                signal.release();
                backoff = FIRST_BACKOFF_MILLIS;
                forward(connection);
                statement.execute("unlisten *");
            } catch (SQLException e) {
                if (running) {
                    LOG.warn("Not notified of {} for {} ms: {}", channel, backoff, e.getMessage());
                    backoff = pause(backoff);
                }
            }
        }
    }

    private void forward(Connection connection) throws SQLException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        while (running) {
            if (postgres.getNotifications(LISTEN_MILLIS).length > 0) {
                signal.release();
            }
        }
    }

    private long pause(long backoff) {
        try {
            TimeUnit.MILLISECONDS.sleep(backoff);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Math.min(backoff * 2, LAST_BACKOFF_MILLIS);
    }
}
