package io.dromedary.housekeeping;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.Ledger;
import io.dromedary.Together;
import io.dromedary.WithLedger;
import io.dromedary.deliver.ChunkWriter;
import io.dromedary.deliver.JobCompletion;
import io.dromedary.deliver.JobFailure;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.index.ContentHash;
import io.dromedary.index.EmbeddedChunk;
import io.dromedary.index.Embeddings;
import io.dromedary.index.Generation;
import io.dromedary.job.Claim;
import io.dromedary.job.Progress;
import io.dromedary.job.Quota;
import io.dromedary.job.QuotaLimits;
import io.dromedary.job.Quotas;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@WithLedger
class JobRetentionIT {

    @Autowired
    private JobRetention retention;

    @Autowired
    private JobFailure failures;

    @Autowired
    private ChunkWriter writer;

    @Autowired
    private JobCompletion completion;

    @Autowired
    private Embeddings embeddings;

    @Autowired
    private QuotaLimits limits;

    @Autowired
    private Quotas quotas;

    @Autowired
    private Ledger ledger;

    private UUID tenant;

    @BeforeEach
    void emptyLine() {
        ledger.clearLine();
        retention.purge();
        tenant = ledger.newTenant();
    }

    @AfterEach
    void clearLine() {
        ledger.clearLine();
    }

    @Test
    void aCompletedJobLeavesItsDocumentBehind() {
        Claim claim = completed();
        over(claim, "23 hours");
        assertThat(retention.purge()).isEmpty();
        assertThat(ledger.count("job where id = ?", claim.jobId())).isOne();

        over(claim, "25 hours");
        assertThat(retention.purge()).isEmpty();
        assertThat(ledger.count("job where id = ?", claim.jobId())).isZero();
        assertThat(ledger.count("job_event where job_id = ?", claim.jobId())).isZero();
        assertThat(ledger.count("idempotency_key where job_id = ?", claim.jobId()))
                .isZero();
        assertThat(ledger.count("document_version where document_id = ?", claim.documentId()))
                .isOne();
        assertThat(ledger.count("chunk where document_id = ?", claim.documentId()))
                .isOne();
    }

    @Test
    void aFailedJobTakesAlongWhatItDidNotMake() {
        Claim claim = failed();
        over(claim, "6 days");
        assertThat(retention.purge()).isEmpty();

        over(claim, "8 days");
        assertThat(retention.purge()).containsExactly(claim.objectKey());
        assertThat(ledger.count("document where id = ?", claim.documentId())).isZero();
        assertThat(ledger.count("attempt_failure where job_id = ?", claim.jobId()))
                .isZero();
    }

    @Test
    void aDeadLetterWaitsThirtyDays() {
        Claim claim = failed();
        ledger.set(claim.jobId(), "status = 'dead'");
        over(claim, "29 days");
        assertThat(retention.purge()).isEmpty();
        over(claim, "31 days");
        assertThat(retention.purge()).containsExactly(claim.objectKey());
    }

    @Test
    void aFailedVersionDoesNotTakeAlongTheDocumentThatReadersSee() {
        Claim published = completed();
        Claim failed = failed();
        ledger.value(
                Integer.class,
                """
                with version as (
                    insert into document_version
                    select ?, 2, tenant_id, object_key || 'x', filename, media_type, size_bytes, sha256, created_at
                    from document_version where document_id = ? returning version),
                moved as (update job set document_id = ?, version = 2 where id = ? returning 1)
                select version from version cross join moved""",
                published.documentId(),
                failed.documentId(),
                published.documentId(),
                failed.jobId());
        over(failed, "8 days");
        assertThat(retention.purge()).containsExactly(failed.objectKey() + "x");
        assertThat(ledger.count("document_version where document_id = ?", published.documentId()))
                .isOne();
        assertThat(ledger.count("chunk where document_id = ?", published.documentId()))
                .isOne();
    }

    @Test
    void whatIsNotOverStays() {
        UUID waiting = ledger.newJob(tenant).jobId();
        Claim running = ledger.newClaim(tenant);
        ledger.set(waiting, "created_at = now() - interval '1 year'");
        ledger.set(running.jobId(), "created_at = now() - interval '1 year'");
        retention.purge();
        assertThat(ledger.count("job where tenant_id = ?", tenant)).isEqualTo(2);
    }

    @Test
    void manyGoInBatchesAndEachOnceHoweverManyProcessesPurge() throws Exception {
        List<String> originals = new ArrayList<>();
        for (int i = 0; i < 450; i++) {
            UUID job = ledger.newJob(tenant).jobId();
            ledger.set(job, "status = 'failed', due_at = null, finished_at = now() - interval '8 days'");
        }
        Together.call(3, () -> retention.purge()).forEach(originals::addAll);
        assertThat(originals).hasSize(450).doesNotHaveDuplicates();
        assertThat(ledger.count("job where tenant_id = ?", tenant)).isZero();
        assertThat(ledger.count("document where tenant_id = ?", tenant)).isZero();
    }

    @Test
    void whatAJobUsedUpStaysUsedUpWhenTheJobIsGone() {
        limits.set(tenant, List.of(new Quota(Quota.Resource.DOCUMENTS, Quota.Period.MONTH, 100)));
        Claim first = completed();
        completed();
        over(first, "25 hours");
        retention.purge();
        assertThat(ledger.value(Long.class, "select settled from quota where tenant_id = ?", tenant))
                .isOne();
        // Quotas of other tests may have drifted.
        quotas.correct(1_000);
        assertThat(ledger.value(Long.class, "select used from quota where tenant_id = ?", tenant))
                .isEqualTo(2);
    }

    private Claim completed() {
        Generation generation = new Generation(1, embeddings.space("test", "1", "", 2), "");
        Claim claim = ledger.newClaim(tenant);
        writer.store(
                claim,
                generation,
                List.of(new EmbeddedChunk(
                        0, "text", 0, 4, 0, 0, List.of(), 3, ContentHash.of("text"), new float[] {1, 0})));
        completion.complete(claim, 0, List.of(), new Progress(0, 1, 3));
        return claim;
    }

    private Claim failed() {
        Claim claim = ledger.newClaim(tenant);
        failures.record(claim, new Failure.Permanent(ErrorCode.DOCUMENT_CORRUPT, "no such page"));
        return claim;
    }

    private void over(Claim claim, String age) {
        ledger.set(claim.jobId(), "finished_at = now() - interval '%s'".formatted(age));
    }
}
