package io.dromedary.deadletter;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.dromedary.api.JsonBody;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.JobViews;
import io.dromedary.job.Quotas;
import java.io.InputStream;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What happens to dead letters: they are tried again, or given up. A replayed job keeps its id, has all its attempts
 * again and stands at the end of the line; it is charged anew, for its death gave back what it was charged. Safe to
 * repeat: a job that is not dead any more is refused.
 */
@Component
public class Replays {

    private static final Logger LOG = LoggerFactory.getLogger(Replays.class);

    private final JdbcClient jdbc;
    private final JsonBody json;
    private final DeadLetters letters;
    private final Quotas quotas;
    private final TransactionTemplate transaction;

    Replays(JdbcClient jdbc, JsonBody json, DeadLetters letters, Quotas quotas, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.json = json;
        this.letters = letters;
        this.quotas = quotas;
        this.transaction = transaction;
    }

    /**
     * A job that is in line again.
     *
     * @param dueAt from when on it may be worked on
     */
    public record Replayed(UUID jobId, String status, Instant dueAt) {}

    /**
     * What became of many.
     *
     * @param replayed how many are in line again
     * @param refused how many stay dead because a quota of their tenant is used up
     * @param more whether there are others that the order means
     * @param lastDueAt when the last of them is due; null without any
     */
    public record Summary(
            int replayed,
            int refused,
            boolean more,
            @Nullable Instant lastDueAt) {}

    /**
     * Given up for good.
     *
     * @param objectKey where the original lies, for the caller to remove
     */
    public record Discarded(
            UUID jobId, String status, @JsonIgnore String objectKey) {}

    /**
     * Tries one again, at once.
     *
     * @param owner whose; null for an operator, who may do it for any tenant
     * @param jobId as it stands in the path
     * @throws Failure.Permanent {@link ErrorCode#NOT_FOUND} or {@link ErrorCode#JOB_NOT_DEAD}
     * @throws Failure.Transient {@link ErrorCode#QUOTA_EXCEEDED}
     */
    public Replayed replay(@Nullable UUID owner, String jobId) {
        UUID id = JobViews.parseId(jobId);
        return replay(owner, id, Duration.ZERO).orElseThrow(() -> letters.missing(owner, id));
    }

    private Optional<Replayed> replay(@Nullable UUID owner, UUID jobId, Duration delay) {
        return Optional.ofNullable(transaction.execute(status -> {
            record Row(UUID tenantId, long bytes, Instant dueAt) {}
            Optional<Row> row = requeue(owner, jobId, delay)
                    .query((result, n) -> new Row(
                            result.getObject("tenant_id", UUID.class),
                            result.getLong("size_bytes"),
                            result.getTimestamp("due_at").toInstant()))
                    .optional();
            row.ifPresent(job -> {
                LOG.info("Job {} is replayed by the {}", jobId, actor(owner));
                quotas.charge(job.tenantId, jobId, job.bytes);
            });
            return row.map(job -> new Replayed(jobId, "queued", job.dueAt)).orElse(null);
        }));
    }

    /** It may have died long ago: its age in line begins anew, and no deadline counts any more. */
    private JdbcClient.StatementSpec requeue(@Nullable UUID owner, UUID jobId, Duration delay) {
        return jdbc.sql("""
                        with replayed as (
                            update job set status = 'queued', stage = 'waiting', tries = 0, finished_at = null,
                                           deadline = null, queued_at = now() + make_interval(secs => :delay),
                                           due_at = now() + make_interval(secs => :delay)
                            where id = :job and status = 'dead' and tenant_id = coalesce(cast(:owner as uuid), tenant_id)
                            returning id, tenant_id, document_id, version, attempt, due_at),
                        event as (
                            insert into job_event (job_id, tenant_id, status, attempt, actor, cause)
                            select id, tenant_id, 'queued', attempt, :actor, 'replayed' from replayed)
                        select replayed.tenant_id, due_at, size_bytes, pg_notify('job_due', '')
                        from replayed join document_version using (document_id, version)""")
                .param("job", jobId)
                .param("owner", owner, Types.OTHER)
                .param("actor", actor(owner))
                .param("delay", delay.toMillis() / 1000.0);
    }

    /**
     * Tries many again, the longest dead first, so many a minute as the order says. Each has its own transaction and
     * its own due time; a crash in between leaves the others dead.
     *
     * @param owner whose; null for an operator
     * @param body a {@link ReplayOrder} as JSON
     */
    public Summary replayAll(@Nullable UUID owner, @Nullable InputStream body) {
        return replayAll(owner, json.read(body, ReplayOrder.class));
    }

    Summary replayAll(@Nullable UUID owner, ReplayOrder order) {
        List<UUID> meant = meant(owner, order);
        int replayed = 0;
        int refused = 0;
        Instant last = null;
        for (UUID jobId : meant.subList(0, Math.min(meant.size(), order.limit()))) {
            try {
                Optional<Replayed> one = replay(owner, jobId, order.gap().multipliedBy(replayed));
                replayed += one.isPresent() ? 1 : 0;
                last = one.map(Replayed::dueAt).orElse(last);
            } catch (Failure.Transient e) {
                if (e.code() != ErrorCode.QUOTA_EXCEEDED) {
                    throw e;
                }
                refused++;
            }
        }
        return new Summary(replayed, refused, meant.size() > order.limit(), last);
    }

    private List<UUID> meant(@Nullable UUID owner, ReplayOrder order) {
        Map<String, Object> params = new HashMap<>();
        String where = String.join(" and ", order.filter().conditions(owner, params));
        params.put("limit", order.limit() + 1);
        return jdbc.sql("""
                        select job.id from job join tenant on tenant.id = job.tenant_id
                        where %s order by job.finished_at, job.id limit :limit""".formatted(where)).params(params).query(UUID.class).list();
    }

    /**
     * Gives a dead letter up: it counts as failed from now on.
     *
     * @param owner whose; null for an operator
     * @param jobId as it stands in the path
     * @throws Failure.Permanent {@link ErrorCode#NOT_FOUND} or {@link ErrorCode#JOB_NOT_DEAD}
     */
    public Discarded discard(@Nullable UUID owner, String jobId) {
        UUID id = JobViews.parseId(jobId);
        return jdbc.sql("""
                        with discarded as (
                            update job set status = 'failed', finished_at = now()
                            where id = :job and status = 'dead' and tenant_id = coalesce(cast(:owner as uuid), tenant_id)
                            returning id, tenant_id, document_id, version, attempt),
                        event as (
                            insert into job_event (job_id, tenant_id, status, attempt, actor, cause)
                            select id, tenant_id, 'failed', attempt, :actor, 'discarded' from discarded)
                        select object_key from discarded join document_version using (document_id, version)""")
                .param("job", id)
                .param("owner", owner, Types.OTHER)
                .param("actor", actor(owner))
                .query(String.class)
                .optional()
                .map(objectKey -> new Discarded(id, "failed", objectKey))
                .orElseThrow(() -> letters.missing(owner, id));
    }

    private static String actor(@Nullable UUID owner) {
        return owner == null ? "operator" : "client";
    }
}
