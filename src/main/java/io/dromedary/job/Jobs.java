package io.dromedary.job;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;

/** Makes jobs. Safe to call from any number of processes at once. */
@Component
public class Jobs {

    /**
     * A document or its next version, and its job. Everything in one statement, for it decides how many uploads a
     * second are accepted. The key goes first: with the row of the key, whoever is second waits for the first. Where
     * there is an external id, the document is the one that has it; null is never equal to null.
     */
    private static final String ENTER = """
            with taken as (
                insert into idempotency_key as kept (tenant_id, key, fingerprint, job_id, expires_at)
                select :tenant, :key, :fingerprint, :job, now() + make_interval(secs => :lifetime)
                where %s
                on conflict (tenant_id, key) do update
                set fingerprint = excluded.fingerprint, job_id = excluded.job_id,
                    expires_at = excluded.expires_at
                where kept.expires_at <= now()
                returning tenant_id),
            newest as (
                insert into document as known (id, tenant_id, external_id, latest_version)
                select cast(:document as uuid), tenant_id, cast(:externalId as text), 1 from taken
                on conflict (tenant_id, external_id) do update
                set latest_version = known.latest_version + 1
                returning id, latest_version),
            version as (
                insert into document_version
                    (document_id, version, tenant_id, object_key, filename, media_type, size_bytes, sha256,
                     metadata, original_kept, content)
                select id, latest_version, :tenant, :object, cast(:filename as text), :type, :size, :sha256,
                       coalesce(cast(:metadata as jsonb), '{}'), not :passthrough,
                       cast(:content as bytea)
                from newest
                returning document_id, version),
            made as (
                insert into job
                    (id, tenant_id, document_id, version, priority, status, stage, due_at, deadline,
                     webhook_endpoint_id, passthrough)
                select :job, :tenant, document_id, version, :priority, 'queued', 'waiting', now(),
                       least(cast(:deadline as timestamptz), now() + make_interval(secs => :keep)),
                       cast(:endpoint as uuid), :passthrough
                from version
                returning id, tenant_id, document_id, status, attempt),
            event as (
                insert into job_event (job_id, tenant_id, status, attempt, actor)
                select id, tenant_id, status, attempt, 'client' from made),
            released as (
                delete from upload_claim using made where upload_claim.id = cast(:claim as uuid))
            select document_id from made""";

    private static final String ENTER_FOR_ANY = ENTER.formatted("true");
    private static final String ENTER_WITHOUT_QUOTA =
            ENTER.formatted("not exists (select from quota where tenant_id = :tenant)");

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final Quotas quotas;
    private final ErasedNames erased;
    private final UploadClaims claims;
    private final DueNotice dispatchers;

    Jobs(
            JdbcClient jdbc,
            TransactionOperations transactions,
            Quotas quotas,
            ErasedNames erased,
            UploadClaims claims,
            DueNotice dispatchers) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.quotas = quotas;
        this.erased = erased;
        this.claims = claims;
        this.dispatchers = dispatchers;
    }

    /** As {@link #accept(NewJob, Duration, UUID)}, for a document that took no time to come in. */
    public Accepted accept(NewJob job) {
        return accept(job, Duration.ZERO, null);
    }

    /**
     * Enters the document or its next version, and the job, all or nothing, and wakes the dispatcher after the commit.
     * Any number of simultaneous calls with the same key make one job: the first one inserts the key, the others wait
     * for it and answer with its job. Only the job that is made is charged to the quotas.
     *
     * @param age how long ago its upload began
     * @param claim to the key of the job, which ends with the job that is made; null when the key was not claimed
     * @throws Failure.Permanent {@link ErrorCode#IDEMPOTENCY_KEY_REUSED} when the key stands for another fingerprint,
     *     {@link ErrorCode#DOCUMENT_ERASED} when the document was erased since the upload began
     * @throws Failure.Transient {@link ErrorCode#QUOTA_EXCEEDED}
     */
    public Accepted accept(NewJob job, Duration age, @Nullable UUID claim) {
        Accepted accepted = enter(job, claim)
                .orElseGet(
                        () -> Objects.requireNonNull(transactions.execute(status -> enterAndCheck(job, age, claim))));
        if (!accepted.replayed()) {
            dispatchers.send();
            claims.ended(claim);
        }
        return accepted;
    }

    /**
     * Enters a job that needs no look at anything else: one statement is its own transaction, and spares the round trip
     * of the commit.
     */
    private Optional<Accepted> enter(NewJob job, @Nullable UUID claim) {
        return job.externalId() == null && job.passthrough() == null
                ? insert(ENTER_WITHOUT_QUOTA, job, claim)
                : Optional.empty();
    }

    private Accepted enterAndCheck(NewJob job, Duration age, @Nullable UUID claim) {
        Optional<Accepted> entered = insert(ENTER_FOR_ANY, job, claim);
        entered.ifPresent(made -> {
            if (job.externalId() != null) {
                erased.admit(job.tenantId(), job.externalId(), age);
            }
            if (job.passthrough() != null) {
                enter(made.jobId(), job, job.passthrough());
            }
            quotas.charge(job.tenantId(), made.jobId(), job.sizeBytes());
        });
        return entered.orElseGet(() -> replay(job.tenantId(), job.idempotencyKey(), job.fingerprint()));
    }

    private void enter(UUID jobId, NewJob job, NewJob.Passthrough passthrough) {
        jdbc.sql("""
                        insert into passthrough (job_id, tenant_id, object_key, sealed_key, notes, vectors)
                        values (:job, :tenant, :object, :key, :notes, :vectors)""")
                .param("job", jobId)
                .param("tenant", job.tenantId())
                .param("object", job.objectKey())
                .param("key", passthrough.sealedKey())
                .param("notes", passthrough.notes())
                .param("vectors", passthrough.vectors())
                .update();
    }

    /** Returns what was entered; empty when the key stands for a job, or the statement is not for the tenant. */
    private Optional<Accepted> insert(String statement, NewJob job, @Nullable UUID claim) {
        UUID jobId = UUID.randomUUID();
        return jdbc.sql(statement)
                .param("tenant", job.tenantId())
                .param("key", job.idempotencyKey())
                .param("claim", claim)
                .param("fingerprint", job.fingerprint())
                .param("job", jobId)
                .param("lifetime", job.keyLifetime().toSeconds())
                .param("document", UUID.randomUUID())
                .param("externalId", job.externalId())
                .param("object", job.objectKey())
                .param("filename", job.filename())
                .param("type", job.mediaType())
                .param("size", job.sizeBytes())
                .param("sha256", job.sha256())
                .param("content", job.content(), Types.BINARY)
                .param("metadata", job.metadata())
                .param("priority", job.priority().level())
                .param("deadline", job.deadline() == null ? null : Timestamp.from(job.deadline()))
                .param("endpoint", job.webhookEndpointId())
                .param("passthrough", job.passthrough() != null)
                .param(
                        "keep",
                        job.passthrough() == null
                                ? null
                                : job.passthrough().keep().toSeconds(),
                        Types.BIGINT)
                .query((row, n) ->
                        new Accepted(jobId, row.getObject("document_id", UUID.class), JobStatus.QUEUED, false))
                .optional();
    }

    /**
     * Answers with the job that the key stands for.
     *
     * @throws Failure.Permanent {@link ErrorCode#IDEMPOTENCY_KEY_REUSED} when the key stands for another fingerprint
     * @throws Failure.Transient {@link ErrorCode#IDEMPOTENCY_KEY_IN_USE} when the key expired this very moment
     */
    public Accepted replay(UUID tenantId, String idempotencyKey, byte[] fingerprint) {
        return jdbc.sql("""
                        select k.fingerprint, j.id, j.document_id, j.status
                        from idempotency_key k join job j on j.id = k.job_id
                        where k.tenant_id = :tenant and k.key = :key""")
                .param("tenant", tenantId)
                .param("key", idempotencyKey)
                .query((row, n) -> {
                    if (!Arrays.equals(row.getBytes("fingerprint"), fingerprint)) {
                        throw new Failure.Permanent(
                                ErrorCode.IDEMPOTENCY_KEY_REUSED,
                                "This Idempotency-Key came with another document or other options before");
                    }
                    return new Accepted(
                            row.getObject("id", UUID.class),
                            row.getObject("document_id", UUID.class),
                            JobStatus.of(row.getString("status")),
                            true);
                })
                .optional()
                .orElseThrow(() ->
                        new Failure.Transient(ErrorCode.IDEMPOTENCY_KEY_IN_USE, "This Idempotency-Key expires now"));
    }

    /**
     * Frees a key whose job made a version that is no longer the newest: the same content as before, but not as last.
     *
     * @return whether it did
     */
    @Transactional
    public boolean freeSuperseded(UUID tenantId, UUID jobId) {
        return jdbc.sql("""
                        delete from idempotency_key k using job j, document d
                        where k.tenant_id = :tenant and k.job_id = :job and j.id = k.job_id
                          and d.id = j.document_id and j.version < d.latest_version""").param("tenant", tenantId).param("job", jobId).update() > 0;
    }
}
