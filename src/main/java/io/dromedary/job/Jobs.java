package io.dromedary.job;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Makes jobs. Safe to call from any number of processes at once. */
@Component
public class Jobs {

    private final JdbcClient jdbc;
    private final Quotas quotas;
    private final ErasedNames erased;

    Jobs(JdbcClient jdbc, Quotas quotas, ErasedNames erased) {
        this.jdbc = jdbc;
        this.quotas = quotas;
        this.erased = erased;
    }

    /** As {@link #accept(NewJob, Duration)}, for a document that took no time to come in. */
    @Transactional
    public Accepted accept(NewJob job) {
        return accept(job, Duration.ZERO);
    }

    /**
     * Enters the document or its next version, and the job, all or nothing, and wakes the dispatcher at commit. Any
     * number of simultaneous calls with the same key make one job: the first one inserts the key, the others wait for
     * it and answer with its job. Only the job that is made is charged to the quotas.
     *
     * @param age how long ago its upload began
     * @throws Failure.Permanent {@link ErrorCode#IDEMPOTENCY_KEY_REUSED} when the key stands for another fingerprint,
     *     {@link ErrorCode#DOCUMENT_ERASED} when the document was erased since the upload began
     * @throws Failure.Transient {@link ErrorCode#QUOTA_EXCEEDED}
     */
    @Transactional
    public Accepted accept(NewJob job, Duration age) {
        UUID jobId = UUID.randomUUID();
        return enter(job, jobId)
                .map(entered -> {
                    if (job.externalId() != null) {
                        erased.admit(job.tenantId(), job.externalId(), age);
                    }
                    if (entered.limited()) {
                        quotas.charge(job.tenantId(), jobId, job.sizeBytes());
                    }
                    return new Accepted(jobId, entered.documentId(), JobStatus.QUEUED, false);
                })
                .orElseGet(() -> replay(job.tenantId(), job.idempotencyKey(), job.fingerprint()));
    }

    /**
     * What was entered for a key that stood for nothing.
     *
     * @param limited whether the tenant has quotas
     */
    private record Entered(UUID documentId, boolean limited) {}

    /**
     * Everything in one statement, for it decides how many uploads a second are accepted. The key goes first: with the
     * row of the key, whoever is second waits for the first. Where there is an external id, the document is the one
     * that has it; null is never equal to null.
     */
    private Optional<Entered> enter(NewJob job, UUID jobId) {
        return jdbc.sql("""
                        with taken as (
                            insert into idempotency_key as kept (tenant_id, key, fingerprint, job_id, expires_at)
                            values (:tenant, :key, :fingerprint, :job, now() + make_interval(secs => :lifetime))
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
                                 metadata)
                            select id, latest_version, :tenant, :object, cast(:filename as text), :type, :size, :sha256,
                                   coalesce(cast(:metadata as jsonb), '{}')
                            from newest
                            returning document_id, version),
                        made as (
                            insert into job
                                (id, tenant_id, document_id, version, priority, status, stage, due_at, deadline)
                            select :job, :tenant, document_id, version, :priority, 'queued', 'waiting', now(),
                                   cast(:deadline as timestamptz)
                            from version
                            returning id, tenant_id, document_id, status, attempt),
                        event as (
                            insert into job_event (job_id, tenant_id, status, attempt, actor)
                            select id, tenant_id, status, attempt, 'client' from made)
                        select document_id, exists (select from quota where tenant_id = :tenant) as limited,
                               pg_notify('job_due', '')
                        from made""")
                .param("tenant", job.tenantId())
                .param("key", job.idempotencyKey())
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
                .param("metadata", job.metadata())
                .param("priority", job.priority().level())
                .param("deadline", job.deadline() == null ? null : Timestamp.from(job.deadline()))
                .query((row, n) -> new Entered(row.getObject("document_id", UUID.class), row.getBoolean("limited")))
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
