package io.dromedary.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.Ledger;
import io.dromedary.Together;
import io.dromedary.WithLedger;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.ledger.LedgerScope;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

@WithLedger
class LeasesIT {

    private final Failure passing = new Failure.Transient(ErrorCode.STORE_UNAVAILABLE, "away");

    @Autowired
    private DueJobs due;

    @Autowired
    private Leases leases;

    @Autowired
    private Endings endings;

    @Autowired
    private Ledger ledger;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JobProperties properties;

    private UUID tenant;

    @BeforeEach
    void emptyLine() {
        ledger.clearLine();
        tenant = ledger.newTenant();
    }

    @AfterEach
    void clearLine() {
        ledger.clearLine();
    }

    @Test
    void oneOfEightSimultaneousDeliveriesGetsTheJob() throws Exception {
        UUID job = ledger.newJob(tenant).jobId();
        due.handOut(8);
        assertThat(Together.call(8, () -> Optional.ofNullable(leases.claim(job))))
                .filteredOn(Optional::isPresent)
                .hasSize(1);
        assertThat(ledger.job(job)).containsEntry("attempt", 1);
    }

    @Test
    void aClaimTellsAllThatTheWorkNeeds() {
        Accepted accepted = ledger.newJob(tenant);
        Claim claim = ledger.claim(accepted.jobId());
        assertThat(claim)
                .isEqualTo(new Claim(
                        accepted.jobId(),
                        tenant,
                        accepted.documentId(),
                        1,
                        1,
                        1,
                        ledger.value(
                                String.class,
                                "select object_key from document_version where document_id = ?",
                                accepted.documentId()),
                        "a.txt",
                        "text/plain",
                        1));
        assertThat(ledger.job(claim.jobId())).containsEntry("status", "running").containsEntry("stage", "fetching");
        assertThat(ledger.dueIn(claim.jobId())).isBetween(20.0, 30.0);
    }

    @Test
    void nobodyClaimsWhatWasNotHandedOut() {
        assertThat(leases.claim(ledger.newJob(tenant).jobId())).isNull();
        assertThat(leases.claim(UUID.randomUUID())).isNull();
    }

    @Test
    void aSecondDeliveryFindsNothingToDoNeitherDuringNorAfterTheWork() {
        Claim claim = ledger.newClaim(tenant);
        assertThat(leases.claim(claim.jobId())).isNull();
        endings.retry(claim, passing);
        assertThat(leases.claim(claim.jobId())).isNull();
        Claim second = ledger.claim(claim.jobId());
        endings.complete(second, Progress.NONE);
        assertThat(leases.claim(claim.jobId())).isNull();
    }

    @Test
    void anAttemptWhoseLeaseEndedIsRefusedAsSoonAsTheJobIsHandedOutAgain() {
        Claim late = ledger.newClaim(tenant);
        ledger.set(late.jobId(), "due_at = now()");
        due.handOut(8);
        assertRefused(late);
        assertThat(ledger.job(late.jobId())).containsEntry("status", "queued").containsEntry("chunks", 0);
    }

    @Test
    void anAttemptIsRefusedWhenANewerOneRuns() {
        Claim late = ledger.newClaim(tenant);
        Claim newer = ledger.claim(late.jobId());
        assertThat(newer.attempt()).isEqualTo(2);
        assertRefused(late);
        assertThat(ledger.job(late.jobId())).containsEntry("status", "running").containsEntry("chunks", 0);
        assertThatCode(() -> leases.hold(newer)).doesNotThrowAnyException();
    }

    private void assertRefused(Claim late) {
        assertLost(() -> leases.hold(late));
        assertLost(() -> endings.complete(late, new Progress(1, 2, 3)));
        assertThat(endings.retry(late, passing)).isFalse();
        assertThat(endings.abandon(late, passing, JobStatus.DEAD)).isFalse();
        leases.report(late, new Progress(1, 2, 3));
    }

    private void assertLost(ThrowingCallable write) {
        assertThatThrownBy(write)
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.LEASE_LOST));
    }

    @Test
    void renewsTheLeasesOfThisProcessAndNoOthers() {
        Claim own = ledger.newClaim(tenant);
        Claim other = ledger.newClaim(tenant);
        ledger.set(own.jobId(), "due_at = now() + interval '1 second'");
        ledger.set(other.jobId(), "due_at = now() + interval '1 second', worker = 'somebody else'");
        leases.renew();
        assertThat(ledger.dueIn(own.jobId())).isBetween(20.0, 30.0);
        assertThat(ledger.dueIn(other.jobId())).isLessThanOrEqualTo(1.0);
    }

    @Test
    void letsTheLeaseOfAnAttemptEndThatCouldNotRecordItsEnd() {
        Claim claim = ledger.newClaim(tenant);
        leases.letGo(claim);
        ledger.set(claim.jobId(), "due_at = now() + interval '1 second'");
        leases.renew();
        assertThat(ledger.dueIn(claim.jobId())).isLessThanOrEqualTo(1.0);
    }

    @Test
    void reportsProgressOfTheAttemptThatRuns() {
        Claim claim = ledger.newClaim(tenant);
        leases.report(claim, new Progress(3, 40, 5_000_000_000L));
        assertThat(ledger.job(claim.jobId()))
                .containsEntry("stage", "embedding")
                .containsEntry("pages", 3)
                .containsEntry("chunks", 40)
                .containsEntry("tokens", 5_000_000_000L);
    }

    @Test
    void handsBackWhatThisProcessHoldsAndFencesItsAttempts() {
        Claim own = ledger.newClaim(tenant);
        Claim other = ledger.newClaim(tenant);
        ledger.set(other.jobId(), "worker = 'somebody else'");
        assertThat(leases.handBack()).isEqualTo(1);

        assertThat(ledger.job(other.jobId())).containsEntry("status", "running");
        assertThat(ledger.job(own.jobId())).containsEntry("status", "queued").containsEntry("worker", null);
        assertThat(ledger.events(own.jobId())).containsExactly("queued 0", "running 1", "queued 1 shutdown");
        assertRefused(own);
        assertThat(due.handOut(8)).containsExactly(own.jobId());
    }

    @Test
    void stopsInGoodOrderDoNotUseUpTheAttempts() {
        UUID job = ledger.newJob(tenant).jobId();
        for (int stops = 0; stops < 5; stops++) {
            admitAndLetGo(ledger.claim(job));
            leases.handBack();
        }
        Claim claim = ledger.claim(job);
        assertThat(claim.attempt()).isEqualTo(6);
        assertThatCode(() -> admitAndLetGo(claim)).doesNotThrowAnyException();
        assertThat(endings.mayRetry(claim, passing)).isTrue();
    }

    @Test
    void aWorkerThatVanishedInEveryAttemptIsNotFollowedByAnother() {
        UUID job = ledger.newJob(tenant).jobId();
        for (int attempt = 1; attempt <= properties.attempts(); attempt++) {
            admitAndLetGo(ledger.claim(job));
        }
        Claim oneTooMany = ledger.claim(job);
        assertThatThrownBy(() -> leases.admit(oneTooMany))
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.WORKER_LOST));
    }

    @Test
    void theLastAttemptAfterAWorkerVanishedWaitsUntilItIsAlone() throws Exception {
        Claim neighbour = ledger.newClaim(tenant);
        leases.admit(neighbour);
        UUID job = ledger.newJob(tenant).jobId();
        for (int attempt = 1; attempt < properties.attempts(); attempt++) {
            admitAndLetGo(ledger.claim(job));
        }
        Claim last = ledger.claim(job);
        CompletableFuture<Void> admitted =
                CompletableFuture.runAsync(() -> LedgerScope.ofAllTenants(() -> admitted(last)));

        assertThatThrownBy(() -> admitted.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        // What ends the process now is a neighbour, and the try is not this job's.
        assertThat(ledger.value(Integer.class, "select tries from job where id = ?", job))
                .isEqualTo(properties.attempts() - 1);
        leases.letGo(neighbour);
        assertThatCode(() -> admitted.get(60, TimeUnit.SECONDS)).doesNotThrowAnyException();
        assertThat(ledger.value(Integer.class, "select tries from job where id = ?", job))
                .isEqualTo(properties.attempts());
        leases.letGo(last);
    }

    private Claim admitted(Claim claim) {
        leases.admit(claim);
        return claim;
    }

    private void admitAndLetGo(Claim claim) {
        leases.letGo(admitted(claim));
    }

    @Test
    void aJobIsNotHandedOutWhileSomebodyWritesForIt() throws Exception {
        Claim claim = ledger.newClaim(tenant);
        ledger.set(claim.jobId(), "due_at = now()");
        transaction.executeWithoutResult(status -> {
            leases.hold(claim);
            assertThat(elsewhere(() -> due.handOut(8))).isEmpty();
        });
        assertThat(due.handOut(8)).containsExactly(claim.jobId());
    }

    private static <T> T elsewhere(Supplier<T> action) {
        return CompletableFuture.supplyAsync(() -> LedgerScope.ofAllTenants(action::get))
                .join();
    }
}
