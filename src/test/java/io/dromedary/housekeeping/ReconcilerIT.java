package io.dromedary.housekeeping;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.Ledger;
import io.dromedary.Together;
import io.dromedary.WithLedger;
import io.dromedary.deliver.ChunkWriter;
import io.dromedary.deliver.JobCompletion;
import io.dromedary.index.ContentHash;
import io.dromedary.index.EmbeddedChunk;
import io.dromedary.index.Embeddings;
import io.dromedary.index.Generation;
import io.dromedary.job.Claim;
import io.dromedary.job.DueJobs;
import io.dromedary.job.Leases;
import io.dromedary.job.Progress;
import io.dromedary.job.Quota;
import io.dromedary.job.QuotaLimits;
import io.dromedary.ledger.LedgerScope;
import io.dromedary.store.ObjectStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

@WithLedger
class ReconcilerIT {

    @Autowired
    private Reconciler reconciler;

    @Autowired
    private WatchRounds rounds;

    @Autowired
    private ChunkWriter writer;

    @Autowired
    private JobCompletion completion;

    @Autowired
    private Embeddings embeddings;

    @Autowired
    private ObjectStore store;

    @Autowired
    private S3Client s3;

    @Value("${dromedary.store.bucket}")
    private String bucket;

    @Autowired
    private DueJobs due;

    @Autowired
    private Leases leases;

    @Autowired
    private QuotaLimits limits;

    @Autowired
    private MeterRegistry metrics;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Ledger ledger;

    private UUID tenant;
    private Generation generation;

    @BeforeEach
    void emptyLine() {
        ledger.clearLine();
        tenant = ledger.newTenant();
        generation = new Generation(1, embeddings.space("test", "1", "", 2), "");
    }

    @AfterEach
    void clearLine() {
        ledger.clearLine();
    }

    @Test
    void anObjectWithoutAJobGoesOnlyWhenItWasSeenSoForTheGrace() {
        String stray = put(original());
        String other = put("elsewhere/" + UUID.randomUUID());
        double before = repaired("object");
        reconciler.repair();
        reconciler.repair();
        assertThat(objects()).contains(stray, other);

        jdbc.sql("update stray_object set seen_at = now() - interval '61 minutes' where object_key = ?")
                .param(stray)
                .update();
        reconciler.repair();
        assertThat(objects()).doesNotContain(stray).contains(other);
        assertThat(repaired("object")).isEqualTo(before + 1);
        store.delete(other);
    }

    @Test
    void anObjectWhoseJobIsMadeMeanwhileStays() {
        Claim claim = ledger.newClaim(tenant);
        String key = put(original());
        reconciler.repair();
        jdbc.sql("update stray_object set seen_at = now() - interval '1 day' where object_key = ?")
                .param(key)
                .update();
        jdbc.sql("update document_version set object_key = ? where document_id = ?")
                .params(key, claim.documentId())
                .update();
        reconciler.repair();
        assertThat(objects()).contains(key);
        assertThat(ledger.count("stray_object where object_key = ?", key)).isZero();

        // Its job ends without a document, and the process dies before it removes the original.
        ledger.set(claim.jobId(), "status = 'cancelled', due_at = null, finished_at = now()");
        reconciler.repair();
        jdbc.sql("update stray_object set seen_at = now() - interval '1 day' where object_key = ?")
                .param(key)
                .update();
        reconciler.repair();
        assertThat(objects()).doesNotContain(key);
    }

    @Test
    void theOriginalOfADocumentStaysWhenItsJobIsLongGone() {
        Claim claim = completed(ledger.newClaim(tenant), "text");
        String key = put(original());
        jdbc.sql("update document_version set object_key = ? where document_id = ?")
                .params(key, claim.documentId())
                .update();
        jdbc.sql("delete from job where id = ?").param(claim.jobId()).update();
        reconciler.repair();
        assertThat(ledger.count("stray_object where object_key = ?", key)).isZero();
        store.delete(key);
    }

    @Test
    void manyPagesOfTheBucketAreListedOnce() {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            keys.add(put(original()));
        }
        List<String> listed = new ArrayList<>();
        List<String> page;
        String after = "";
        do {
            page = store.keysAfter(after, 3);
            listed.addAll(page);
            after = page.isEmpty() ? "" : page.get(page.size() - 1);
        } while (!page.isEmpty());
        assertThat(listed).containsAll(keys).doesNotHaveDuplicates().isSorted();
        keys.forEach(store::delete);
    }

    @Test
    void anUploadInPartsIsGivenUpWhenNobodyCanBeAtItAnyMore() {
        String upload = s3.createMultipartUpload(
                        request -> request.bucket(bucket).key(original()))
                .uploadId();
        assertThat(store.abortUploads(Duration.ofHours(1))).isZero();
        assertThat(uploads()).contains(upload);
        assertThat(store.abortUploads(Duration.ofHours(-1))).isPositive();
        assertThat(uploads()).isEmpty();
    }

    private List<String> uploads() {
        return s3.listMultipartUploads(request -> request.bucket(bucket)).uploads().stream()
                .map(MultipartUpload::uploadId)
                .toList();
    }

    @Test
    void aJobWithoutProgressIsHandedToAnotherWorkerAndItsOwnIsRefused() {
        Claim hung = ledger.newClaim(tenant);
        ledger.set(hung.jobId(), "progressed_at = now() - interval '5 hours'");
        reconciler.repair();
        assertThat(ledger.job(hung.jobId())).containsEntry("status", "running");

        ledger.set(hung.jobId(), "progressed_at = now() - interval '7 hours'");
        reconciler.repair();
        leases.renew();
        assertThat(ledger.events(hung.jobId())).endsWith("running 1", "queued 1 stalled");
        assertThat(due.handOut(8)).containsExactly(hung.jobId());
        assertThat(leases.claim(hung.jobId())).returns(2, Claim::attempt).returns(2, Claim::tries);
    }

    @Test
    void chunksOfAVersionThatNobodyMakesGoAndThoseInTheMakingStay() {
        Claim ended = ledger.newClaim(tenant);
        Claim running = ledger.newClaim(tenant);
        stage(ended, "left behind");
        stage(running, "in the making");
        ledger.set(ended.jobId(), "status = 'failed', due_at = null, finished_at = now()");
        reconciler.repair();
        assertThat(ledger.count("chunk where document_id = ?", ended.documentId()))
                .isZero();
        assertThat(ledger.count("chunk where document_id = ?", running.documentId()))
                .isOne();
        assertThat(ledger.count("embedding where tenant_id = ?", tenant)).isOne();
    }

    @Test
    void vectorsGoWhenTheLastChunkWithTheirTextIsGone() {
        Claim first = completed(ledger.newClaim(tenant), "said twice");
        Claim second = completed(ledger.newClaim(tenant), "said twice");
        completed(ledger.newClaim(tenant), "said once");
        jdbc.sql("delete from chunk where document_id = ?")
                .param(first.documentId())
                .update();
        sweep();
        assertThat(ledger.count("embedding where tenant_id = ?", tenant)).isEqualTo(2);
        jdbc.sql("delete from chunk where document_id = ?")
                .param(second.documentId())
                .update();
        sweep();
        assertThat(ledger.count("embedding where tenant_id = ?", tenant)).isOne();
    }

    /** From the beginning to the end, in pages of one. */
    private void sweep() {
        String place = "";
        do {
            place = embeddings.removeUnused(place, 1).next();
        } while (!place.isEmpty());
    }

    @Test
    void aCountThatDriftedIsMadeWhatWasCharged() {
        limits.set(
                tenant,
                List.of(
                        new Quota(Quota.Resource.DOCUMENTS, Quota.Period.DAY, 100),
                        new Quota(Quota.Resource.BYTES, Quota.Period.MONTH, 1_000)));
        ledger.newJob(tenant);
        ledger.newJob(tenant);
        reconciler.repair();
        double before = repaired("quota");
        reconciler.repair();
        assertThat(repaired("quota")).isEqualTo(before);

        jdbc.sql("update quota set used = used + 5 where tenant_id = ?")
                .param(tenant)
                .update();
        reconciler.repair();
        assertThat(repaired("quota")).isEqualTo(before + 2);
        assertThat(ledger.value(
                        Long.class, "select used from quota where tenant_id = ? and resource = 'documents'", tenant))
                .isEqualTo(2);
        assertThat(ledger.value(
                        Long.class, "select used from quota where tenant_id = ? and resource = 'bytes'", tenant))
                .isEqualTo(14);
    }

    @Test
    void ofSeveralProcessesOneHasTheRound() throws Exception {
        String name = "test-" + UUID.randomUUID();
        assertThat(Together.call(6, () -> LedgerScope.ofAllTenants(() -> rounds.begin(name, Duration.ofHours(1)))))
                .filteredOn(Optional::isPresent)
                .hasSize(1);
        rounds.stopAt(name, "here");
        assertThat(rounds.begin(name, Duration.ofHours(1))).isEmpty();
        jdbc.sql("update watch_round set due_at = now() where name = ?")
                .param(name)
                .update();
        assertThat(rounds.begin(name, Duration.ofHours(1))).hasValue("here");
    }

    private String original() {
        return tenant + "/" + UUID.randomUUID().toString().replace("-", "");
    }

    private String put(String key) {
        store.put(key, new ByteArrayInputStream(new byte[] {1}), OptionalLong.of(1));
        return key;
    }

    private List<String> objects() {
        return store.keysAfter("", 1_000);
    }

    private double repaired(String kind) {
        return metrics.counter("dromedary.reconcile.repaired", "kind", kind).count();
    }

    private void stage(Claim claim, String text) {
        writer.store(
                claim,
                generation,
                List.of(new EmbeddedChunk(
                        0, text, 0, text.length(), 0, 0, List.of(), 3, ContentHash.of(text), new float[] {1, 0})));
    }

    private Claim completed(Claim claim, String text) {
        stage(claim, text);
        completion.complete(claim, 0, List.of(), new Progress(0, 1, 3));
        return claim;
    }
}
