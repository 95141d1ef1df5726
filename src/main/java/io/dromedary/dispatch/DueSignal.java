package io.dromedary.dispatch;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Wakes the dispatcher when a commit makes a job due: one thread listens on a connection of its own. A lost connection
 * is opened again with bounded backoff; meanwhile the dispatcher looks at its poll interval, so a signal only saves
 * time.
 */
@Component
public class DueSignal implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(DueSignal.class);
    private static final int LISTEN_MILLIS = 500;
    private static final long FIRST_BACKOFF_MILLIS = 50;
    private static final long LAST_BACKOFF_MILLIS = 2_000;

    private final DataSource dataSource;
    private final DispatchProperties properties;
    private final Semaphore signal = new Semaphore(0);
    private volatile boolean running;
    private Thread listener = new Thread();

    DueSignal(DataSource dataSource, DispatchProperties properties) {
        this.dataSource = dataSource;
        this.properties = properties;
    }

    /** Waits for a signal, or for the poll interval to pass. Signals that came meanwhile count as one. */
    public void await() throws InterruptedException {
        if (signal.tryAcquire(properties.poll().toMillis(), TimeUnit.MILLISECONDS)) {
            signal.drainPermits();
        }
    }

    @Override
    public void start() {
        running = true;
        listener = new Thread(this::listen, "due-signal");
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
                statement.execute("listen job_due");
                signal.release();
                backoff = FIRST_BACKOFF_MILLIS;
                forward(connection);
                statement.execute("unlisten *");
            } catch (SQLException e) {
                if (running) {
                    LOG.warn("Not notified of due jobs for {} ms: {}", backoff, e.getMessage());
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
