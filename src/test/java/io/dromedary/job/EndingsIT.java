package io.dromedary.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.Ledger;
import io.dromedary.WithLedger;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@WithLedger
class EndingsIT {

    private final Failure passing = new Failure.Transient(ErrorCode.STORE_UNAVAILABLE, "the store is away");
    private final Failure lasting = new Failure.Permanent(ErrorCode.DOCUMENT_CORRUPT, "no such page");

    @Autowired
    private Endings endings;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private JobProperties properties;

    @Autowired
    private Ledger ledger;

    private Claim claim;

    @BeforeEach
    void newClaim() {
        ledger.clearLine();
        claim = ledger.newClaim(ledger.newTenant());
    }

    @AfterEach
    void clearLine() {
        ledger.clearLine();
    }

    @Test
    void completesWithTheTotals() {
        endings.complete(claim, new Progress(3, 40, 5_000_000_000L));
        assertThat(ledger.job(claim.jobId()))
                .containsEntry("status", "completed")
                .containsEntry("stage", "finished")
                .containsEntry("pages", 3)
                .containsEntry("chunks", 40)
                .containsEntry("tokens", 5_000_000_000L)
                .containsEntry("worker", null)
                .containsEntry("due_at", null)
                .containsEntry("error_code", null)
                .doesNotContainEntry("finished_at", null);
        assertThat(ledger.events(claim.jobId())).containsExactly("queued 0", "running 1", "completed 1");
    }

    @Test
    void anEndedJobEndsNoSecondTime() {
        endings.complete(claim, Progress.NONE);
        assertThatThrownBy(() -> endings.complete(claim, Progress.NONE))
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.LEASE_LOST));
        assertThat(endings.retry(claim, passing)).isFalse();
        assertThat(endings.abandon(claim, lasting, JobStatus.FAILED)).isFalse();
        assertThat(ledger.job(claim.jobId())).containsEntry("status", "completed");
        assertThat(ledger.events(claim.jobId())).containsExactly("queued 0", "running 1", "completed 1");
    }

    @Test
    void aRetryKeepsTheReasonAndWaits() {
        assertThat(endings.retry(claim, passing)).isTrue();
        assertThat(ledger.job(claim.jobId()))
                .containsEntry("status", "queued")
                .containsEntry("stage", "waiting")
                .containsEntry("worker", null)
                .containsEntry("handed_at", null)
                .containsEntry("finished_at", null)
                .containsEntry("error_code", "store_unavailable")
                .containsEntry("error_detail", "the store is away");
        assertThat(ledger.events(claim.jobId())).containsExactly("queued 0", "running 1", "queued 1 store_unavailable");
    }

    @Test
    void abandonsWithTheReason() {
        assertThat(endings.abandon(claim, lasting, JobStatus.FAILED)).isTrue();
        assertThat(ledger.job(claim.jobId()))
                .containsEntry("status", "failed")
                .containsEntry("stage", "finished")
                .containsEntry("due_at", null)
                .containsEntry("error_code", "document_corrupt")
                .doesNotContainEntry("finished_at", null);
        assertThat(ledger.events(claim.jobId())).containsExactly("queued 0", "running 1", "failed 1 document_corrupt");
    }

    @Test
    void aJobThatPassesAfterAFailureHasNoErrorAnyMore() {
        endings.retry(claim, passing);
        endings.complete(ledger.claim(claim.jobId()), Progress.NONE);
        assertThat(ledger.job(claim.jobId())).containsEntry("error_code", null).containsEntry("error_detail", null);
    }

    @Test
    void aJobWaitsForABusyProviderAsLongAsItSaysAndForNothing() {
        Failure busy = new Failure.Transient(ErrorCode.PROVIDER_BUSY, "busy", Duration.ofMinutes(10));
        for (int i = 0; i < 10; i++) {
            assertThat(endings.mayRetry(claim, busy)).isTrue();
            assertThat(endings.retry(claim, busy)).isTrue();
            assertThat(ledger.dueIn(claim.jobId())).isBetween(590.0, 900.0);
            assertThat(ledger.job(claim.jobId())).containsEntry("tries", 0).containsEntry("status", "queued");
            claim = ledger.claim(claim.jobId());
        }
    }

    @Test
    void onlyFailuresThatMayPassAreTriedAgainAndNotForEver() {
        assertThat(endings.mayRetry(claim, passing)).isTrue();
        assertThat(endings.mayRetry(claim, lasting)).isFalse();
        Claim last = claim;
        while (last.attempt() < properties.attempts()) {
            endings.retry(last, passing);
            last = ledger.claim(claim.jobId());
        }
        assertThat(endings.mayRetry(last, passing)).isFalse();
    }

    @Test
    void theWaitDoublesWithEachTryUpToAnHour() {
        assertThat(waitAfter(1, 0)).isBetween(9.0, 10.0);
        assertThat(waitAfter(2, 0)).isBetween(19.0, 20.0);
        assertThat(waitAfter(3, 0)).isBetween(39.0, 40.0);
        assertThat(waitAfter(50, 0)).isBetween(3599.0, 3600.0);
    }

    @Test
    void theWaitIsLengthenedByUpToAHalfSoThatJobsThatFailedTogetherDoNotReturnTogether() {
        assertThat(waitAfter(1, 0.5)).isBetween(11.5, 12.5);
        assertThat(waitAfter(3, 0.999)).isBetween(58.5, 60.0);
    }

    private double waitAfter(int tries, double jitter) {
        Claim running = ledger.claim(claim.jobId());
        Claim nth = new Claim(
                running.jobId(),
                running.tenantId(),
                running.documentId(),
                running.version(),
                running.attempt(),
                tries,
                running.objectKey(),
                running.filename(),
                running.mediaType(),
                running.generation());
        new Endings(jdbc, properties, () -> (long) (jitter * 0x1p53) << 11).retry(nth, passing);
        return ledger.dueIn(claim.jobId());
    }
}
