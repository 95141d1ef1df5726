package io.dromedary.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.dromedary.Ledger;
import io.dromedary.Together;
import io.dromedary.WithLedger;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.Quota.Period;
import io.dromedary.job.Quota.Resource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@WithLedger
class QuotasIT {

    @Autowired
    private Jobs jobs;

    @Autowired
    private Ledger ledger;

    @Autowired
    private Quotas quotas;

    @Autowired
    private QuotaLimits limits;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    private UUID tenant = new UUID(0, 0);

    @BeforeEach
    void newTenant() {
        tenant = ledger.newTenant();
    }

    @Test
    void ofAThousandDocumentsAtOnceAHundredPassAQuotaOfAHundred() throws Exception {
        limit(new Quota(Resource.DOCUMENTS, Period.DAY, 100));
        Map<Outcome, Integer> outcomes = acceptAtOnce(1000, "content");

        report("documents", 1000, outcomes);
        assertThat(outcomes).isEqualTo(Map.of(Outcome.ACCEPTED, 100, Outcome.REFUSED, 900));
        assertThat(used(Resource.DOCUMENTS)).isEqualTo(100);
        assertRows(100);
    }

    @Test
    void theTightestOfSeveralQuotasDecidesAndAllCountTheSame() throws Exception {
        limit(
                new Quota(Resource.BYTES, Period.DAY, 255),
                new Quota(Resource.BYTES, Period.MONTH, 10_000),
                new Quota(Resource.DOCUMENTS, Period.MONTH, 60),
                new Quota(Resource.TOKENS, Period.DAY, 1));
        Map<Outcome, Integer> outcomes = acceptAtOnce(200, "ten bytes.");

        report("of 10 bytes", 200, outcomes);
        assertThat(outcomes).isEqualTo(Map.of(Outcome.ACCEPTED, 25, Outcome.REFUSED, 175));
        assertThat(limits.of(tenant)).extracting(QuotaUse::used).containsExactly(250L, 250L, 25L, 0L);
        assertRows(25);
    }

    @Test
    void acceptingAndRefundingAtOnceGoesOnWithoutDeadlock() throws Exception {
        limit(
                new Quota(Resource.BYTES, Period.DAY, 1_000_000),
                new Quota(Resource.BYTES, Period.MONTH, 1_000_000),
                new Quota(Resource.DOCUMENTS, Period.DAY, 1_000),
                new Quota(Resource.DOCUMENTS, Period.MONTH, 1_000));
        AtomicInteger left = new AtomicInteger(200);
        Together.call(16, () -> {
            while (left.getAndDecrement() > 0) {
                refund(accept("key " + UUID.randomUUID(), "content").jobId());
            }
            return left;
        });

        assertThat(limits.of(tenant)).extracting(QuotaUse::used).containsOnly(0L);
        assertRows(200);
    }

    @Test
    void aReplayIsNotChargedAndPassesWhenTheQuotaIsUsedUp() {
        limit(new Quota(Resource.DOCUMENTS, Period.DAY, 1));
        Accepted first = accept("key", "content");
        Accepted again = accept("key", "content");

        assertThat(again.replayed()).isTrue();
        assertThat(again.jobId()).isEqualTo(first.jobId());
        assertThat(used(Resource.DOCUMENTS)).isEqualTo(1);
    }

    @Test
    void aRefusalSaysWhenThePeriodEnds() {
        limit(new Quota(Resource.DOCUMENTS, Period.DAY, 0));
        Failure.Transient refusal = catchThrowableOfType(Failure.Transient.class, () -> accept("key", "content"));

        assertThat(refusal.code()).isEqualTo(ErrorCode.QUOTA_EXCEEDED);
        Instant end = limits.of(tenant).get(0).resetsAt();
        assertThat(end).isEqualTo(end.truncatedTo(ChronoUnit.DAYS));
        assertThat(Instant.now().plus(refusal.retryAfter())).isCloseTo(end, within(1, ChronoUnit.MINUTES));
    }

    @Test
    void aRefusedKeyIsFreeForTheNextTry() {
        limit(new Quota(Resource.DOCUMENTS, Period.DAY, 0));
        assertThatThrownBy(() -> accept("key", "content")).isInstanceOf(Failure.Transient.class);
        limit(new Quota(Resource.DOCUMENTS, Period.DAY, 1));
        assertThat(accept("key", "other content").replayed()).isFalse();
    }

    @Test
    void noDocumentIsAcceptedWhenTheTokensAreUsedUp() {
        limit(new Quota(Resource.TOKENS, Period.MONTH, 10));
        Claim claim = ledger.claim(accept("key", "content").jobId());
        transaction.executeWithoutResult(status -> quotas.chargeTokens(claim, 10));

        assertThatThrownBy(() -> accept("another", "content"))
                .isInstanceOfSatisfying(
                        Failure.Transient.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.QUOTA_EXCEEDED));
    }

    @Test
    void tokensBeyondTheQuotaFailTheJobForGood() {
        limit(new Quota(Resource.TOKENS, Period.DAY, 10));
        Claim claim = ledger.claim(accept("key", "content").jobId());
        transaction.executeWithoutResult(status -> quotas.chargeTokens(claim, 9));

        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> quotas.chargeTokens(claim, 2)))
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.QUOTA_EXCEEDED));
        assertThat(used(Resource.TOKENS)).isEqualTo(9);
    }

    @Test
    void aNewPeriodBeginsAtNothingAndKnowsNothingOfTheLastOnesCharges() {
        limit(new Quota(Resource.DOCUMENTS, Period.DAY, 1));
        Accepted yesterdays = accept("yesterday", "content");
        letADayPass();
        assertThat(used(Resource.DOCUMENTS)).isZero();

        accept("today", "content");
        refund(yesterdays.jobId());
        assertThat(used(Resource.DOCUMENTS)).isEqualTo(1);
    }

    @Test
    void aJobThatOutlivesItsPeriodIsSettledInTheOneInWhichItEnds() {
        limit(new Quota(Resource.TOKENS, Period.DAY, 100));
        Claim claim = ledger.claim(accept("key", "content").jobId());
        transaction.executeWithoutResult(status -> quotas.chargeTokens(claim, 60));
        letADayPass();
        transaction.executeWithoutResult(status -> quotas.chargeTokens(claim, 30));
        assertThat(used(Resource.TOKENS)).isEqualTo(30);

        transaction.executeWithoutResult(status -> quotas.settle(claim, 90));
        assertThat(used(Resource.TOKENS)).isEqualTo(90);
        refund(claim.jobId());
        assertThat(used(Resource.TOKENS)).isZero();
    }

    @Test
    void aChangedLimitKeepsTheCountAndARemovedOneForgetsIt() {
        limit(new Quota(Resource.DOCUMENTS, Period.DAY, 5));
        Accepted first = accept("first", "content");
        limit(new Quota(Resource.DOCUMENTS, Period.DAY, 1));
        assertThatThrownBy(() -> accept("second", "content")).isInstanceOf(Failure.Transient.class);

        limit();
        accept("second", "content");
        limit(new Quota(Resource.DOCUMENTS, Period.DAY, 1));
        refund(first.jobId());
        assertThat(used(Resource.DOCUMENTS)).isZero();
        accept("third", "content");
        assertThat(used(Resource.DOCUMENTS)).isEqualTo(1);
    }

    @Test
    void aTenantWithoutQuotasIsNotCounted() {
        Accepted accepted = accept("key", "content");
        refund(accepted.jobId());
        assertThat(limits.of(tenant)).isEmpty();
        assertThat(ledger.count("job_charge where job_id = ?", accepted.jobId()))
                .isZero();
    }

    private enum Outcome {
        ACCEPTED,
        REFUSED,
        UNEXPECTED
    }

    private Map<Outcome, Integer> acceptAtOnce(int attempts, String content) throws Exception {
        Map<Outcome, Integer> outcomes = Collections.synchronizedMap(new EnumMap<>(Outcome.class));
        AtomicInteger left = new AtomicInteger(attempts);
        Together.call(32, () -> {
            while (left.getAndDecrement() > 0) {
                outcomes.merge(outcome(content), 1, Integer::sum);
            }
            return left;
        });
        return outcomes;
    }

    private Outcome outcome(String content) {
        try {
            return accept(UUID.randomUUID().toString(), content).replayed() ? Outcome.UNEXPECTED : Outcome.ACCEPTED;
        } catch (Failure e) {
            return e.code() == ErrorCode.QUOTA_EXCEEDED ? Outcome.REFUSED : Outcome.UNEXPECTED;
        } catch (RuntimeException e) {
            return Outcome.UNEXPECTED;
        }
    }

    private static void report(String what, int attempts, Map<Outcome, Integer> outcomes) {
        System.out.printf(
                "quota, jobs %s: attempts %d, accepted %d, refused %d, unexpected %d%n",
                what,
                attempts,
                outcomes.getOrDefault(Outcome.ACCEPTED, 0),
                outcomes.getOrDefault(Outcome.REFUSED, 0),
                outcomes.getOrDefault(Outcome.UNEXPECTED, 0));
    }

    private Accepted accept(String key, String content) {
        return jobs.accept(Ledger.wish(tenant, key, content));
    }

    private void limit(Quota... wanted) {
        limits.set(tenant, List.of(wanted));
    }

    private void refund(UUID job) {
        transaction.executeWithoutResult(status -> quotas.refund(job));
    }

    private long used(Resource resource) {
        return limits.of(tenant).stream()
                .filter(use -> use.resource() == resource)
                .mapToLong(QuotaUse::used)
                .sum();
    }

    private void letADayPass() {
        jdbc.sql("update quota set starts_on = starts_on - 1 where tenant_id = :tenant")
                .param("tenant", tenant)
                .update();
        jdbc.sql("update job_charge set starts_on = starts_on - 1 where tenant_id = :tenant")
                .param("tenant", tenant)
                .update();
    }

    private void assertRows(long expected) {
        for (String table : List.of("job", "document", "document_version", "job_event", "idempotency_key")) {
            assertThat(ledger.count(table + " where tenant_id = ?", tenant))
                    .as(table)
                    .isEqualTo(expected);
        }
    }
}
