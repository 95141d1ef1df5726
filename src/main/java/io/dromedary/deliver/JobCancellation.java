package io.dromedary.deliver;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.index.Chunks;
import io.dromedary.index.DocumentVersion;
import io.dromedary.job.Endings;
import io.dromedary.job.JobStatus;
import io.dromedary.job.JobViews;
import io.dromedary.job.Quotas;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Takes a job back for its client. What an attempt has staged goes in the same transaction. What it stages at the same
 * time is caught too: a worker holds the row of the job while it writes, so it either wrote before, or is refused.
 */
@Component
public class JobCancellation {

    private static final Logger LOG = LoggerFactory.getLogger(JobCancellation.class);

    private final JdbcClient jdbc;
    private final Endings endings;
    private final Chunks chunks;
    private final Quotas quotas;

    JobCancellation(JdbcClient jdbc, Endings endings, Chunks chunks, Quotas quotas) {
        this.jdbc = jdbc;
        this.endings = endings;
        this.chunks = chunks;
        this.quotas = quotas;
    }

    /**
     * What is left of a cancelled job.
     *
     * @param objectKey where its original lies
     */
    public record Cancelled(String objectKey) {}

    /**
     * Cancels the job and gives back what it was charged; of no effect on one that is cancelled already.
     *
     * @param jobId as it stands in the path
     * @return what the caller removes, also when the job was cancelled before: a crash may have come between that
     *     commit and the removal
     * @throws Failure.Permanent {@link ErrorCode#NOT_FOUND} for an unknown job and another tenant's alike,
     *     {@link ErrorCode#JOB_IS_OVER} for one that ended otherwise
     */
    @Transactional
    public Cancelled cancel(UUID tenantId, String jobId) {
        return cancel(tenantId, JobViews.parseId(jobId));
    }

    private Cancelled cancel(UUID tenantId, UUID jobId) {
        Target target = find(tenantId, jobId);
        if (endings.cancel(jobId)) {
            chunks.discard(target.document);
            endings.wakeDispatchers();
            quotas.refund(jobId);
            LOG.info("Job {} cancelled", jobId);
        } else if (target.status != JobStatus.CANCELLED) {
            throw new Failure.Permanent(ErrorCode.JOB_IS_OVER, "The job is %s already".formatted(target.status.code()));
        }
        return new Cancelled(target.objectKey);
    }

    private record Target(DocumentVersion document, String objectKey, JobStatus status) {}

    /** Holds the row, so that the status stays what it is until the end of the transaction. */
    private Target find(UUID tenantId, UUID jobId) {
        return jdbc.sql("""
                        select job.document_id, job.version, job.status, v.object_key
                        from job join document_version v using (document_id, version)
                        where job.id = :job and job.tenant_id = :tenant
                        for no key update of job""")
                .param("job", jobId)
                .param("tenant", tenantId)
                .query((row, n) -> new Target(
                        new DocumentVersion(tenantId, row.getObject("document_id", UUID.class), row.getInt("version")),
                        row.getString("object_key"),
                        JobStatus.of(row.getString("status"))))
                .optional()
                .orElseThrow(JobViews::notFound);
    }
}
