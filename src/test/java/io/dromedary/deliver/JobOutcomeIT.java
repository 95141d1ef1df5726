package io.dromedary.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.Ledger;
import io.dromedary.WithLedger;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.index.ContentHash;
import io.dromedary.index.EmbeddedChunk;
import io.dromedary.index.Embeddings;
import io.dromedary.index.Generation;
import io.dromedary.job.Claim;
import io.dromedary.job.Progress;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@WithLedger
class JobOutcomeIT {

    private final Failure passing = new Failure.Transient(ErrorCode.STORE_UNAVAILABLE, "away");
    private final Failure lasting = new Failure.Permanent(ErrorCode.DOCUMENT_CORRUPT, "no such page");

    @Autowired
    private ChunkWriter writer;

    @Autowired
    private JobCompletion completion;

    @Autowired
    private JobFailure failures;

    @Autowired
    private Embeddings embeddings;

    @Autowired
    private Ledger ledger;

    private Generation generation;
    private Claim claim;

    @BeforeEach
    void newClaim() {
        ledger.clearLine();
        generation = new Generation(1, embeddings.space("test", "1", "", 2), "");
        claim = ledger.newClaim(ledger.newTenant());
    }

    @AfterEach
    void clearLine() {
        ledger.clearLine();
    }

    @Test
    void whatIsStoredBecomesVisibleWithTheEndOfTheJob() {
        writer.store(claim, generation, batch(0, 20));
        writer.store(claim, generation, batch(20, 5));
        assertThat(visible()).isZero();
        completion.complete(claim, 7, List.of(), new Progress(6, 25, 75));
        assertThat(visible()).isEqualTo(25);
        assertThat(ledger.job(claim.jobId()))
                .containsEntry("status", "completed")
                .containsEntry("pages", 7)
                .containsEntry("chunks", 25)
                .containsEntry("tokens", 75L);
    }

    @Test
    void aJobSaysWhichPagesItCouldNotRead() {
        writer.store(claim, generation, batch(0, 1));
        completion.complete(claim, 7, List.of(2, 5), new Progress(7, 1, 3));

        assertThat(visible()).isEqualTo(1);
        assertThat(ledger.job(claim.jobId()))
                .containsEntry("status", "completed")
                .containsEntry("error_code", "degraded")
                .containsEntry("error_detail", "Pages that cannot be read: 2, 5");
    }

    @Test
    void aLateAttemptNeitherStoresNorPublishesNorFails() {
        writer.store(claim, generation, batch(0, 3));
        Claim newer = ledger.claim(claim.jobId());
        assertLost(() -> writer.store(claim, generation, batch(3, 1)));
        assertLost(() -> completion.complete(claim, 0, List.of(), new Progress(0, 3, 9)));
        assertThat(failures.record(claim, lasting)).isEqualTo(JobFailure.Outcome.TOO_LATE);
        assertThat(staged()).isEqualTo(3);
        assertThat(visible()).isZero();
        completion.complete(newer, 0, List.of(), new Progress(0, 3, 9));
        assertThat(visible()).isEqualTo(3);
    }

    @Test
    void aFailureThatMayPassKeepsWhatIsStoredForTheNextAttempt() {
        writer.store(claim, generation, batch(0, 3));
        assertThat(failures.record(claim, passing)).isEqualTo(JobFailure.Outcome.RETRY);
        assertThat(staged()).isEqualTo(3);
        assertThat(ledger.job(claim.jobId())).containsEntry("status", "queued");
    }

    @Test
    void aFailureThatLastsRemovesWhatIsStored() {
        writer.store(claim, generation, batch(0, 3));
        assertThat(failures.record(claim, lasting)).isEqualTo(JobFailure.Outcome.FAILED);
        assertThat(staged()).isZero();
        assertThat(ledger.count("embedding where tenant_id = ?", claim.tenantId()))
                .isZero();
        assertThat(ledger.job(claim.jobId()))
                .containsEntry("status", "failed")
                .containsEntry("error_code", "document_corrupt");
    }

    @Test
    void theLastFailureThatMightHavePassedSetsTheJobAside() {
        Claim last = claim;
        for (int attempt = 1; attempt < 3; attempt++) {
            assertThat(failures.record(last, passing)).isEqualTo(JobFailure.Outcome.RETRY);
            last = ledger.claim(claim.jobId());
        }
        assertThat(failures.record(last, passing)).isEqualTo(JobFailure.Outcome.DEAD);
        assertThat(ledger.job(claim.jobId()))
                .containsEntry("status", "dead")
                .containsEntry("error_code", "store_unavailable");
    }

    @Test
    void aDocumentThatKillsItsWorkersIsSetAsideForStudy() {
        Failure lost = new Failure.Permanent(ErrorCode.WORKER_LOST, "gone");
        assertThat(failures.record(claim, lost)).isEqualTo(JobFailure.Outcome.DEAD);
        assertThat(ledger.job(claim.jobId()))
                .containsEntry("status", "dead")
                .containsEntry("error_code", "worker_lost");
    }

    @Test
    void aDefectOfOursIsTriedAgain() {
        assertThat(failures.record(claim, new IllegalStateException("a defect")))
                .isEqualTo(JobFailure.Outcome.RETRY);
        assertThat(ledger.job(claim.jobId()))
                .containsEntry("error_code", "internal_error")
                .containsEntry("error_detail", "An unexpected IllegalStateException");
    }

    private static void assertLost(ThrowingCallable write) {
        assertThatThrownBy(write)
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.LEASE_LOST));
    }

    private long staged() {
        return ledger.count("chunk where document_id = ?", claim.documentId());
    }

    private long visible() {
        return ledger.count(
                "chunk c join document d on d.id = c.document_id and d.current_version = c.version where d.id = ?",
                claim.documentId());
    }

    private static List<EmbeddedChunk> batch(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(i -> new EmbeddedChunk(
                        i, "t" + i, i, i + 1, 0, 0, List.of(), 3, ContentHash.of("t" + i), new float[] {1, 0}))
                .toList();
    }
}
