package io.dromedary.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.Ledger;
import io.dromedary.Together;
import io.dromedary.WithLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@WithLedger
class DueJobsIT {

    @Autowired
    private DueJobs due;

    @Autowired
    private Leases leases;

    @Autowired
    private Ledger ledger;

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
    void servesPriorityFirstThenAge() {
        UUID older = job(tenant, "priority = 1, queued_at = now() - interval '2 minutes'");
        UUID oldest = job(tenant, "priority = 1, queued_at = now() - interval '3 minutes'");
        UUID urgent = job(tenant, "priority = 0");
        UUID unimportant = job(tenant, "priority = 2, queued_at = now() - interval '9 minutes'");
        assertThat(due.handOut(10)).containsExactly(urgent, oldest, older, unimportant);
    }

    @Test
    void aTenantWithManyJobsDoesNotDelayTheOnlyOneOfAnother() {
        jobs(50);
        UUID single = job(ledger.newTenant(), "priority = 1");
        assertThat(due.handOut(2)).contains(single);
    }

    @Test
    void aTenantThatKeepsWorkersBusyWaitsForOneThatDoesNot() {
        jobs(3);
        due.handOut(3).forEach(leases::claim);
        UUID more = job(tenant, "queued_at = now() - interval '1 minute'");
        UUID other = job(ledger.newTenant(), "priority = 1");
        assertThat(due.handOut(10)).containsExactly(other, more);
    }

    @Test
    void aJobCountsAsOfTheNextPriorityForEverySpellThatItHasWaited() {
        UUID urgent = job(tenant, "priority = 0");
        UUID normal = job(tenant, "priority = 1, queued_at = now() - interval '9 minutes'");
        UUID low = job(tenant, "priority = 2, queued_at = now() - interval '11 minutes'");
        UUID longest = job(tenant, "priority = 2, queued_at = now() - interval '21 minutes'");
        assertThat(due.handOut(10)).containsExactly(longest, urgent, low, normal);
    }

    @Test
    void aTenantOfWeightThreeGetsThreeTurnsForOneOfAnother() {
        UUID heavy = ledger.newTenant();
        share(heavy, 3, null);
        List<UUID> light = jobs(8);
        List<UUID> weighty = jobs(heavy, 8);
        List<UUID> order = due.handOut(8);
        assertThat(order).filteredOn(weighty::contains).hasSize(6);
        assertThat(order).filteredOn(light::contains).hasSize(2);
        assertThat(order.subList(0, 4)).filteredOn(weighty::contains).hasSize(3);
    }

    @Test
    void aTenantHasNoMoreInWorkThanItMay() {
        share(tenant, 1, 2);
        List<UUID> jobs = jobs(6);
        UUID other = job(ledger.newTenant(), "priority = 2");
        assertThat(due.handOut(10)).containsExactly(jobs.get(0), jobs.get(1), other);
        leases.claim(jobs.get(0));
        leases.claim(jobs.get(1));
        assertThat(due.handOut(10)).isEmpty();

        ledger.set(jobs.get(0), "status = 'completed', due_at = null");
        assertThat(due.handOut(10)).containsExactly(jobs.get(2));
    }

    @Test
    void dispatchersTogetherKeepToTheDepth() throws Exception {
        jobs(100);
        assertThat(Together.call(6, () -> due.handOut(8)).stream()
                        .mapToInt(List::size)
                        .sum())
                .isEqualTo(8);
    }

    @Test
    void keepsNoMoreThanTheDepthInTheBroker() {
        jobs(20);
        List<UUID> first = due.handOut(8);
        assertThat(first).hasSize(8);
        assertThat(due.handOut(8)).isEmpty();
        leases.claim(first.get(0));
        leases.claim(first.get(1));
        assertThat(due.handOut(8)).hasSize(2).doesNotContainAnyElementsOf(first);
        assertThat(due.handOut(5)).isEmpty();
    }

    @Test
    void twoDispatchersNeverTakeTheSameJob() throws Exception {
        List<UUID> waiting = jobs(200);
        List<UUID> taken = new ArrayList<>();
        Together.call(2, () -> {
                    List<UUID> own = new ArrayList<>();
                    int empty = 0;
                    while (empty < 2) {
                        List<UUID> some = due.handOut(7);
                        some.forEach(leases::claim);
                        own.addAll(some);
                        empty = some.isEmpty() ? empty + 1 : 0;
                    }
                    return own;
                })
                .forEach(taken::addAll);
        assertThat(taken).containsExactlyInAnyOrderElementsOf(waiting);
        assertThat(ledger.count("job where tenant_id = ? and attempt = 1 and status = 'running'", tenant))
                .isEqualTo(200);
    }

    @Test
    void aJobWhoseMessageIsLostIsHandedOutAgainAfterTheHandOverTime() {
        UUID job = job(tenant, "priority = 1");
        assertThat(due.handOut(8)).containsExactly(job);
        assertThat(ledger.dueIn(job)).isBetween(50.0, 60.0);
        assertThat(due.handOut(8)).isEmpty();

        ledger.set(job, "due_at = now()");
        assertThat(due.handOut(8)).containsExactly(job);
        assertThat(leases.claim(job)).extracting(Claim::attempt).isEqualTo(1);
    }

    @Test
    void aJobThatTheBrokerDidNotTakeIsDueAfterTheBackoffAndCannotBeClaimedMeanwhile() {
        UUID job = job(tenant, "priority = 1");
        due.handOut(8);
        due.takeBack(List.of(job));
        assertThat(leases.claim(job)).isNull();
        assertThat(ledger.dueIn(job)).isBetween(5.0, 10.0);

        ledger.set(job, "due_at = now()");
        assertThat(due.handOut(8)).containsExactly(job);
    }

    @Test
    void doesNotTakeBackWhatAWorkerClaimedBeforeTheConfirmationCame() {
        UUID job = job(tenant, "priority = 1");
        due.handOut(8);
        leases.claim(job);
        due.takeBack(List.of(job));
        assertThat(ledger.job(job)).containsEntry("status", "running");
        assertThat(ledger.dueIn(job)).isBetween(20.0, 30.0);
    }

    @Test
    void takesBackNothingWithoutAsking() {
        due.takeBack(List.of());
        assertThat(due.handOut(8)).isEmpty();
    }

    @Test
    void aJobWhoseLeaseEndedIsHandedOutAgainAndThatIsOnRecord() {
        Claim lost = ledger.newClaim(tenant);
        ledger.set(lost.jobId(), "due_at = now()");
        assertThat(due.handOut(8)).containsExactly(lost.jobId());
        assertThat(ledger.job(lost.jobId())).containsEntry("status", "queued").containsEntry("worker", null);
        assertThat(ledger.events(lost.jobId())).containsExactly("queued 0", "running 1", "queued 1 lease_ended");
    }

    private UUID job(UUID owner, String assignments) {
        UUID job = ledger.newJob(owner).jobId();
        ledger.set(job, assignments);
        return job;
    }

    private void share(UUID owner, int weight, @Nullable Integer maxInWork) {
        ledger.share(owner, weight, maxInWork);
    }

    private List<UUID> jobs(int count) {
        return jobs(tenant, count);
    }

    private List<UUID> jobs(UUID owner, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> ledger.newJob(owner).jobId())
                .toList();
    }
}
