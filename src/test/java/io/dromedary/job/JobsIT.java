package io.dromedary.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.Ledger;
import io.dromedary.Together;
import io.dromedary.WithLedger;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@WithLedger
class JobsIT {

    @Autowired
    private Jobs jobs;

    @Autowired
    private Ledger ledger;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    private UUID tenant;

    @BeforeEach
    void newTenant() {
        tenant = ledger.newTenant();
    }

    @Test
    void twoHundredSimultaneousRequestsOfOneKeyMakeOneJob() throws Exception {
        AtomicInteger left = new AtomicInteger(200);
        List<Accepted> answers = new ArrayList<>();
        Together.call(16, () -> {
                    List<Accepted> own = new ArrayList<>();
                    while (left.getAndDecrement() > 0) {
                        own.add(jobs.accept(Ledger.wish(tenant, "key", "content")));
                    }
                    return own;
                })
                .forEach(answers::addAll);

        assertThat(answers).hasSize(200);
        assertThat(answers).filteredOn(answer -> !answer.replayed()).hasSize(1);
        assertThat(answers)
                .extracting(Accepted::jobId)
                .containsOnly(answers.get(0).jobId());
        assertThat(answers)
                .extracting(Accepted::documentId)
                .containsOnly(answers.get(0).documentId());
        assertRows(1);
    }

    @Test
    void anExpiredKeyTakenByManyAtOnceMakesOneNewJob() throws Exception {
        Accepted old = jobs.accept(Ledger.wish(tenant, "key", "content"));
        expireKey();
        List<Accepted> answers = Together.call(8, () -> jobs.accept(Ledger.wish(tenant, "key", "other")));

        Set<UUID> made = new HashSet<>();
        answers.forEach(answer -> made.add(answer.jobId()));
        assertThat(made).hasSize(1).doesNotContain(old.jobId());
        assertRows(2);
    }

    @Test
    void refusesAKeyThatStandsForSomethingElseAndStoresNothing() {
        jobs.accept(Ledger.wish(tenant, "key", "content"));
        assertThatThrownBy(() -> jobs.accept(Ledger.wish(tenant, "key", "other content")))
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.IDEMPOTENCY_KEY_REUSED));
        assertRows(1);
    }

    @Test
    void keysOfTenantsAreIndependent() {
        UUID other = ledger.newTenant();
        Accepted one = jobs.accept(Ledger.wish(tenant, "key", "content"));
        Accepted two = jobs.accept(Ledger.wish(other, "key", "content"));
        assertThat(two.replayed()).isFalse();
        assertThat(two.jobId()).isNotEqualTo(one.jobId());
    }

    @Test
    void aKeyWhoseFirstRequestWasRolledBackIsFree() {
        transaction.executeWithoutResult(status -> {
            jobs.accept(Ledger.wish(tenant, "key", "content"));
            status.setRollbackOnly();
        });
        assertRows(0);
        assertThat(jobs.accept(Ledger.wish(tenant, "key", "other")).replayed()).isFalse();
    }

    @Test
    void aReplayTellsWhereTheJobStandsNow() {
        Accepted first = jobs.accept(Ledger.wish(tenant, "key", "content"));
        ledger.claim(first.jobId());
        assertThat(jobs.accept(Ledger.wish(tenant, "key", "content")))
                .isEqualTo(new Accepted(first.jobId(), first.documentId(), JobStatus.RUNNING, true));
    }

    @Test
    void aNewJobIsDueAtOnceAndItsAcceptanceIsOnRecord() {
        Accepted accepted = jobs.accept(Ledger.wish(tenant, "key", "content"));
        assertThat(ledger.job(accepted.jobId()))
                .containsEntry("status", "queued")
                .containsEntry("attempt", 0)
                .containsEntry("handed_at", null);
        assertThat(ledger.dueIn(accepted.jobId())).isLessThanOrEqualTo(0);
        assertThat(ledger.events(accepted.jobId())).containsExactly("queued 0");
    }

    private void expireKey() {
        jdbc.sql("update idempotency_key set expires_at = now() where tenant_id = :tenant")
                .param("tenant", tenant)
                .update();
    }

    private void assertRows(long expected) {
        for (String table : Arrays.asList("job", "document", "document_version", "job_event")) {
            assertThat(ledger.count(table + " where tenant_id = ?", tenant))
                    .as(table)
                    .isEqualTo(expected);
        }
    }
}
