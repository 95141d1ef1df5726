package io.dromedary.job;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.sql.Types;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How an attempt ends. Every method changes something at most once: a late attempt changes nothing. */
@Component
public class Endings {

    private static final int MOST_PLACES = 50;

    /** The longest wait, before it is scattered, whatever a failure says. */
    private static final double LONGEST_SECONDS = 3600;

    private final JdbcClient jdbc;
    private final JobProperties properties;
    private final RandomGenerator random;

    @Autowired
    Endings(JdbcClient jdbc, JobProperties properties) {
        this(jdbc, properties, RandomGenerator.getDefault());
    }

    Endings(JdbcClient jdbc, JobProperties properties, RandomGenerator random) {
        this.jdbc = jdbc;
        this.properties = properties;
        this.random = random;
    }

    /**
     * The document is whole.
     *
     * @throws Failure.Permanent {@link ErrorCode#LEASE_LOST} when the attempt is over
     */
    public void complete(Claim claim, Progress total) {
        complete(claim, total, List.of(), List.of());
    }

    /**
     * The document is as whole as it gets.
     *
     * @param unreadable pages that could not be read; with any, the job carries {@link ErrorCode#DEGRADED}
     * @param unembedded ordinals of chunks without a vector; likewise
     * @throws Failure.Permanent {@link ErrorCode#LEASE_LOST} when the attempt is over
     */
    public void complete(Claim claim, Progress total, List<Integer> unreadable, List<Integer> unembedded) {
        String flaws = Stream.of(
                        flaw("Pages that cannot be read", unreadable),
                        flaw("Chunks that the embedding provider refuses", unembedded))
                .filter(flaw -> !flaw.isEmpty())
                .collect(Collectors.joining("; "));
        @Nullable String code = flaws.isEmpty() ? null : ErrorCode.DEGRADED.code();
        int changed = jdbc.sql("""
                        with done as (
                            update job set status = 'completed', stage = 'finished', due_at = null, worker = null,
                                           finished_at = now(), error_code = :code, error_detail = :detail,
                                           pages = :pages, chunks = :chunks, tokens = :tokens
                            where id = :job and attempt = :attempt and status = 'running'
                            returning id, tenant_id, status, attempt, worker)
                        insert into job_event (job_id, tenant_id, status, attempt, actor, cause)
                        select id, tenant_id, status, attempt, 'worker', :code from done""")
                .param("job", claim.jobId())
                .param("attempt", claim.attempt())
                .param("pages", total.pages())
                .param("chunks", total.chunks())
                .param("tokens", total.tokens())
                .param("code", code, Types.VARCHAR)
                .param("detail", code == null ? null : flaws, Types.VARCHAR)
                .update();
        if (changed == 0) {
            throw Leases.lost(claim);
        }
    }

    /** For a person, so not all of hundreds. */
    private static String flaw(String what, List<Integer> places) {
        String first = places.stream().limit(MOST_PLACES).map(String::valueOf).collect(Collectors.joining(", "));
        if (places.size() > MOST_PLACES) {
            return "%s (%d): %s, ...".formatted(what, places.size(), first);
        }
        return places.isEmpty() ? "" : "%s: %s".formatted(what, first);
    }

    /** Whether a failure leaves the job another attempt. */
    public boolean mayRetry(Claim claim, Failure failure) {
        return failure instanceof Failure.Transient
                && (isBlameless(failure) || (claim.tries() < properties.attempts()));
    }

    /** Whether nothing went wrong but that others take no requests: such an attempt does not count. */
    public static boolean isBlameless(Failure failure) {
        return failure.code() == ErrorCode.PROVIDER_BUSY || failure.code() == ErrorCode.RECEIVER_UNAVAILABLE;
    }

    /**
     * Puts the job back in line, due after the backoff, or when the failure says that another attempt may pass.
     *
     * @return whether it did; false when the attempt is over already
     */
    public boolean retry(Claim claim, Failure failure) {
        return end(claim, failure, JobStatus.QUEUED, dueSeconds(claim, failure));
    }

    /**
     * Ends the job without a result.
     *
     * @param status {@link JobStatus#FAILED} or {@link JobStatus#DEAD}
     * @return whether it did; false when the attempt is over already
     */
    public boolean abandon(Claim claim, Failure failure, JobStatus status) {
        return end(claim, failure, status, null);
    }

    /**
     * Ends the job at the wish of its client, whether it waits, lies in the broker or is worked on. A worker learns it
     * by its next write, which is refused.
     *
     * @return whether it did; false when the job is over already
     */
    public boolean cancel(UUID jobId) {
        return jdbc.sql("""
                        with cancelled as (
                            update job set status = 'cancelled', stage = 'finished', due_at = null, handed_at = null,
                                           worker = null, finished_at = now()
                            where id = :job and status in ('queued', 'running')
                            returning id, tenant_id, status, attempt)
                        insert into job_event (job_id, tenant_id, status, attempt, actor)
                        select id, tenant_id, status, attempt, 'client' from cancelled""").param("job", jobId).update() == 1;
    }

    /**
     * Ends a job whose deadline has passed before its next attempt; one that is being worked on goes on.
     *
     * @return whether it did
     */
    public boolean expire(UUID jobId) {
        return jdbc.sql("""
                        with expired as (
                            update job set status = 'failed', stage = 'finished', due_at = null, handed_at = null,
                                           finished_at = now(), error_code = :code,
                                           error_detail = 'The job could not begin by ' || to_char(
                                               deadline at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
                            where id = :job and status = 'queued' and deadline <= now()
                            returning id, tenant_id, status, attempt)
                        insert into job_event (job_id, tenant_id, status, attempt, actor, cause)
                        select id, tenant_id, status, attempt, 'watch', :code from expired""")
                        .param("job", jobId)
                        .param("code", ErrorCode.DEADLINE_EXCEEDED.code())
                        .update()
                == 1;
    }

    private boolean end(Claim claim, Failure failure, JobStatus status, @Nullable Double due) {
        return jdbc.sql("""
                        with ended as (
                            update job set status = :status, worker = null, tries = tries - :blameless,
                                           stage = case when :status = 'queued' then 'waiting' else 'finished' end,
                                           due_at = now() + make_interval(secs => :due),
                                           finished_at = case when :status = 'queued' then null else now() end,
                                           error_code = :code, error_detail = :detail
                            where id = :job and attempt = :attempt and status = 'running'
                            returning id, tenant_id, status, attempt)
                        insert into job_event (job_id, tenant_id, status, attempt, actor, cause)
                        select id, tenant_id, status, attempt, 'worker', :code from ended""")
                        .param("job", claim.jobId())
                        .param("attempt", claim.attempt())
                        .param("status", status.code())
                        .param("due", due, Types.DOUBLE)
                        .param("blameless", isBlameless(failure) && status == JobStatus.QUEUED ? 1 : 0)
                        .param("code", failure.code().code())
                        .param("detail", failure.detail())
                        .update()
                == 1;
    }

    /** The backoff, or longer when the failure says that it lasts longer; scattered, and an hour and a half at most. */
    private double dueSeconds(Claim claim, Failure failure) {
        double backoff = isBlameless(failure) ? 0 : backoffSeconds(claim.tries());
        double seconds = Math.min(Math.max(backoff, lastingSeconds(failure)), LONGEST_SECONDS);
        return seconds * (1 + random.nextDouble() / 2);
    }

    /** The base doubled with each try. */
    private double backoffSeconds(int tries) {
        return properties.backoff().toMillis() / 1000.0 * Math.pow(2, tries - 1.0);
    }

    private static double lastingSeconds(Failure failure) {
        if (!(failure instanceof Failure.Transient passing)) {
            return 0;
        }
        Duration wait = isBlameless(failure)
                ? passing.retryAfter()
                : passing.knownRetryAfter().orElse(Duration.ZERO);
        return wait.toMillis() / 1000.0;
    }

    /** Wakes the dispatchers at commit: there is room for another job. */
    public void wakeDispatchers() {
        jdbc.sql("select pg_notify('job_due', '')")
                .query((row, n) -> new UUID(0, 0))
                .single();
    }
}
