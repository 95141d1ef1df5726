package io.dromedary.passthrough;

import io.dromedary.chunk.Chunk;
import io.dromedary.embed.EmbeddedBatch;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.Claim;
import io.dromedary.job.Leases;
import io.dromedary.job.Progress;
import io.dromedary.job.Quotas;
import io.dromedary.passthrough.PartPlan.Planned;
import io.dromedary.webhook.Receiver;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Makes results, part by part, and remembers in the ledger how many the receiver has: a number and a digest, nothing of
 * the content. Safe to repeat: an attempt goes on behind the last part that was received.
 */
@Component
public class Results {

    private final JdbcClient jdbc;
    private final ResultWriter writer;
    private final SealedUploads uploads;
    private final Leases leases;
    private final Quotas quotas;

    Results(JdbcClient jdbc, ResultWriter writer, SealedUploads uploads, Leases leases, Quotas quotas) {
        this.jdbc = jdbc;
        this.writer = writer;
        this.uploads = uploads;
        this.leases = leases;
        this.quotas = quotas;
    }

    /**
     * Begins, or goes on with, the result of a job.
     *
     * @throws Failure.Permanent {@link ErrorCode#LEASE_LOST} when the job is over
     */
    public Result begin(Claim claim) {
        return jdbc.sql("""
                        select e.id as endpoint_id, e.registered, e.url, p.vectors, job.created_at, p.edition, p.parts,
                               p.digest
                        from passthrough p join job on job.id = p.job_id
                        join webhook_endpoint e on e.id = job.webhook_endpoint_id
                        where p.job_id = :job and p.ended_at is null""")
                .param("job", claim.jobId())
                .query((row, n) -> new Result(
                        claim,
                        new Receiver(
                                claim.tenantId(),
                                row.getObject("endpoint_id", UUID.class),
                                row.getBoolean("registered"),
                                row.getString("url")),
                        VectorFormat.parse(row.getString("vectors")),
                        row.getTimestamp("created_at").toInstant(),
                        row.getInt("edition"),
                        row.getInt("parts"),
                        Objects.requireNonNullElseGet(row.getBytes("digest"), ResultDigest::ofNothing)))
                .optional()
                .orElseThrow(() -> SealedUploads.over(claim));
    }

    /**
     * Divides a batch into the next parts.
     *
     * @throws Failure.Transient {@link ErrorCode#RESULT_CHANGED} when the receiver has other parts of these numbers: a
     *     setting changed between two attempts, and the next one sends all of them in a new edition
     */
    public PartPlan plan(Result result, List<Chunk> batch) {
        List<Planned> parts = new ArrayList<>();
        for (List<Chunk> chunks : writer.divide(result, batch)) {
            byte[] hash = ResultDigest.ofPart(chunks);
            result.add(hash);
            if (result.isOther()) {
                beginAnew(result);
                throw new Failure.Transient(ErrorCode.RESULT_CHANGED, "The receiver has other parts of this number");
            }
            parts.add(new Planned(result.made(), hash, result.digest(), result.isReceived(), chunks));
        }
        return new PartPlan(parts);
    }

    private void beginAnew(Result result) {
        jdbc.sql("""
                        update passthrough set edition = edition + 1, parts = 0, digest = null
                        where job_id = :job and edition = :edition and ended_at is null""")
                .param("job", result.claim().jobId())
                .param("edition", result.edition())
                .update();
    }

    /** Words the parts of a plan that the receiver has not. */
    public List<ResultPart> write(Result result, PartPlan plan, EmbeddedBatch batch) {
        return plan.parts().stream()
                .filter(part -> !part.received())
                .map(part -> writer.part(result, part, batch))
                .toList();
    }

    /**
     * Words what follows the last part.
     *
     * @param pages that the document has, also those without text
     * @param unreadable those that could not be read
     * @param sent of all batches
     */
    public ResultPart summary(Result result, int pages, List<Integer> unreadable, Progress sent) {
        Progress total = new Progress(pages, sent.chunks(), sent.tokens());
        return writer.summary(result, total, unreadable, uploads.notes(result.claim()));
    }

    /**
     * Records that the receiver has a part, and charges the tenant for its tokens.
     *
     * @throws Failure.Permanent {@link ErrorCode#LEASE_LOST}, or {@link ErrorCode#QUOTA_EXCEEDED}
     */
    @Transactional
    public void received(Result result, ResultPart part) {
        leases.hold(result.claim());
        if (part.tokens() > 0) {
            jdbc.sql("update passthrough set parts = :parts, digest = :digest where job_id = :job")
                    .param("parts", part.number())
                    .param("digest", part.digest())
                    .param("job", result.claim().jobId())
                    .update();
            quotas.chargeTokens(result.claim(), part.tokens());
        }
    }
}
