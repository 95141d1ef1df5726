package io.dromedary.housekeeping;

import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Lets one of several processes do what is done at an interval, and the next one go on where it stopped. By the clock
 * of the database.
 */
@Component
class WatchRounds {

    private final JdbcClient jdbc;

    WatchRounds(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Begins the round if it is due, and keeps others from it for the interval.
     *
     * @return where the last one stopped; empty when the round is another process's, or not due
     */
    Optional<String> begin(String name, Duration interval) {
        return jdbc.sql("""
                        insert into watch_round as round (name, due_at)
                        values (:name, now() + make_interval(secs => :interval))
                        on conflict (name) do update set due_at = excluded.due_at
                        where round.due_at <= now()
                        returning position""")
                .param("name", name)
                // The timers of the processes are not exact: a round may begin a little early.
                .param("interval", interval.toMillis() * 0.9 / 1000)
                .query(String.class)
                .optional();
    }

    void stopAt(String name, String position) {
        jdbc.sql("update watch_round set position = :position where name = :name")
                .param("name", name)
                .param("position", position)
                .update();
    }
}
