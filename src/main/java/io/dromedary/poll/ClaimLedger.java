package io.dromedary.poll;

import io.dromedary.job.WorkerId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who takes a source, so that processes that poll one place do not all do the same work. A claim ends with its lease;
 * that two processes then hold one source is harmless, for the idempotency key leads both to one job. Every statement
 * finds its row by the primary key.
 */
@Component
class ClaimLedger {

    private final JdbcClient jdbc;
    private final WorkerId worker;
    private final PollProperties properties;

    ClaimLedger(JdbcClient jdbc, WorkerId worker, PollProperties properties) {
        this.jdbc = jdbc;
        this.worker = worker;
        this.properties = properties;
    }

    PollProperties properties() {
        return properties;
    }

    /** Claims a source that nobody holds and that is not to be left alone for a while. */
    boolean take(byte[] source) {
        return jdbc.sql("""
                        insert into source_claim as known (source, worker, due_at)
                        values (:source, :worker, now() + make_interval(secs => :lease))
                        on conflict (source) do update set worker = excluded.worker, due_at = excluded.due_at
                        where known.due_at <= now()""")
                        .param("source", source)
                        .param("worker", worker.value())
                        .param("lease", properties.lease().toMillis() / 1000.0)
                        .update()
                == 1;
    }

    /** Ends the claim: the source is gone, and a new one in its place may be taken at once. */
    void forget(byte[] source) {
        jdbc.sql("delete from source_claim where source = :source and worker = :worker")
                .param("source", source)
                .param("worker", worker.value())
                .update();
    }

    /**
     * Ends the claim and leaves the source alone for a while, twice as long each time. Sweeps on the way what failed a
     * day ago and was not found since.
     */
    void postpone(byte[] source) {
        jdbc.sql("""
                        with swept as (
                            delete from source_claim where due_at < now() - interval '1 day' and source <> :source)
                        update source_claim
                        set worker = null, failures = failures + 1,
                            due_at = now() + make_interval(secs => least(:backoff * 2 ^ least(failures, 30), :most))
                        where source = :source and worker = :worker""")
                .param("source", source)
                .param("worker", worker.value())
                .param("backoff", properties.backoff().toMillis() / 1000.0)
                .param("most", properties.maxBackoff().toMillis() / 1000.0)
                .update();
    }
}
