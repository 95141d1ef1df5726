package io.dromedary.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.Ledger;
import io.dromedary.WithLedger;
import io.dromedary.deliver.JobFailure;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.Attempt;
import io.dromedary.job.Claim;
import io.dromedary.job.DueJobs;
import io.dromedary.job.Leases;
import io.dromedary.job.Quota;
import io.dromedary.job.QuotaLimits;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@WithLedger
class DeadLettersIT {

    private static final String AT_ONCE = "{\"perMinute\":60000}";

    private final Failure passing = new Failure.Transient(ErrorCode.STORE_UNAVAILABLE, "The store is away");

    @Autowired
    private DeadLetters letters;

    @Autowired
    private Replays replays;

    @Autowired
    private OperatorDeadLetters operators;

    @Autowired
    private JobFailure failures;

    @Autowired
    private Leases leases;

    @Autowired
    private DueJobs due;

    @Autowired
    private QuotaLimits limits;

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
    void showsEveryAttemptWithItsWorkerItsCauseAndItsStack() {
        UUID job = ledger.newJob(tenant).jobId();
        Claim vanished = ledger.claim(job);
        ledger.set(job, "due_at = now()");
        due.handOut(10_000);
        failures.record(Objects.requireNonNull(leases.claim(job)), passing);
        failures.record(ledger.claim(job), new IllegalStateException("a secret"));

        Evidence evidence = letters.show(tenant, job.toString());
        assertThat(evidence.deadLetter())
                .returns(job, DeadLetter::jobId)
                .returns(tenant.toString(), DeadLetter::tenant)
                .returns("internal_error", DeadLetter::code)
                .returns(3, DeadLetter::attempts)
                .returns("a.txt", DeadLetter::filename);
        assertThat(evidence.attempts())
                .extracting(Attempt::attempt, Attempt::endedAs, Attempt::cause)
                .containsExactly(
                        Tuple.tuple(1, "queued", "lease_ended"),
                        Tuple.tuple(2, "queued", "store_unavailable"),
                        Tuple.tuple(3, "dead", "internal_error"));
        assertThat(evidence.attempts()).allSatisfy(attempt -> {
            assertThat(attempt.worker()).isNotBlank().isNotEqualTo("dispatcher");
            assertThat(attempt.endedAt()).isAfterOrEqualTo(attempt.startedAt());
        });
        assertThat(evidence.attempts().get(0).stack()).isNull();
        assertThat(evidence.attempts().get(2).stack())
                .startsWith("java.lang.IllegalStateException")
                .doesNotContain("secret");
        assertThat(vanished.attempt()).isEqualTo(1);
    }

    @Test
    void listsTheLatestFirstInPagesAndByFilter() {
        List<UUID> dead = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            dead.add(0, dead(tenant, i));
        }
        ledger.set(dead.get(1), "error_code = 'worker_lost'");
        dead(ledger.newTenant(), 9);

        List<UUID> seen = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            DeadLetterPage page = letters.page(tenant, "limit=2" + (cursor == null ? "" : "&cursor=" + cursor));
            page.deadLetters().forEach(letter -> seen.add(letter.jobId()));
            cursor = page.nextCursor();
        } while (cursor != null);
        assertThat(seen).isEqualTo(dead);
        assertThat(ids(letters.page(tenant, "code=worker_lost"))).containsExactly(dead.get(1));
        assertThat(ids(operators.page("tenant=" + tenant + "&code=store_unavailable")))
                .containsExactly(dead.get(0), dead.get(2), dead.get(3), dead.get(4));
        assertThat(ids(operators.page(null))).containsAll(dead).hasSizeGreaterThan(5);
    }

    @Test
    void refusesFiltersThatItDoesNotKnow() {
        for (String query : List.of("cod=x", "code=x", "limit=0", "diedAfter=today", "documentId=1", "tenant=other")) {
            assertRefused(ErrorCode.INVALID_REQUEST, () -> letters.page(tenant, query));
        }
        for (String body : List.of("{\"perMinute\":0}", "{\"limit\":1001}", "{\"code\":\"x\"}", "{\"tenant\":\"x\"}")) {
            assertRefused(ErrorCode.INVALID_REQUEST, () -> replays.replayAll(tenant, json(body)));
        }
    }

    @Test
    void aReplayedJobKeepsItsIdAndHasAllItsAttemptsAgain() {
        UUID job = dead(tenant, 0);
        ledger.set(job, "deadline = now() - interval '1 hour', queued_at = now() - interval '3 days'");
        assertThat(replays.replay(tenant, job.toString()).jobId()).isEqualTo(job);
        assertThat(ledger.job(job))
                .containsEntry("status", "queued")
                .containsEntry("tries", 0)
                .containsEntry("deadline", null)
                .containsEntry("finished_at", null);
        assertThat(ledger.events(job)).endsWith("dead 1 store_unavailable", "queued 1 replayed");
        assertThat(ledger.value(
                        String.class, "select actor from job_event where job_id = ? order by id desc limit 1", job))
                .isEqualTo("client");
        assertThat(due.handOut(8)).containsExactly(job);
        assertThat(leases.claim(job)).returns(2, Claim::attempt).returns(1, Claim::tries);
        assertRefused(ErrorCode.JOB_NOT_DEAD, () -> replays.replay(tenant, job.toString()));
    }

    @Test
    void manyAreReplayedAtTheRateThatWasAskedForTheLongestDeadFirst() {
        UUID second = dead(tenant, 1);
        UUID first = dead(tenant, 0);
        UUID third = dead(tenant, 2);
        UUID other = dead(ledger.newTenant(), 0);
        Replays.Summary summary = replays.replayAll(tenant, json("{\"perMinute\":30,\"limit\":2}"));
        assertThat(summary.replayed()).isEqualTo(2);
        assertThat(summary.more()).isTrue();
        assertThat(ledger.dueIn(first)).isLessThanOrEqualTo(0.0);
        assertThat(ledger.dueIn(second)).isBetween(-58.0, 2.0);
        assertThat(ledger.value(
                        Double.class,
                        "select extract(epoch from a.due_at - b.due_at)::float8 from job a, job b where a.id = ? and b.id = ?",
                        second,
                        first))
                .isGreaterThanOrEqualTo(2.0);
        assertThat(List.of(third, other))
                .allSatisfy(job -> assertThat(ledger.job(job)).containsEntry("status", "dead"));
    }

    @Test
    void operatorsReplayOfAllTenantsAndThatIsOnRecord() {
        UUID job = dead(tenant, 0);
        UUID other = dead(ledger.newTenant(), 0);
        assertThat(operators
                        .replayAll(json("{\"tenant\":\"%s\",\"perMinute\":60000}".formatted(tenant)))
                        .replayed())
                .isEqualTo(1);
        assertThat(ledger.value(
                        String.class, "select actor from job_event where job_id = ? order by id desc limit 1", job))
                .isEqualTo("operator");
        assertThat(operators.replay(other.toString()).status()).isEqualTo("queued");
    }

    @Test
    void aReplayIsChargedAnewOrRefused() {
        limits.set(tenant, List.of(new Quota(Quota.Resource.DOCUMENTS, Quota.Period.DAY, 2)));
        UUID first = dead(tenant, 0);
        UUID second = dead(tenant, 1);
        UUID third = dead(tenant, 2);
        assertThat(used()).isZero();
        replays.replay(tenant, first.toString());
        assertThat(used()).isEqualTo(1);

        Replays.Summary summary = replays.replayAll(tenant, json(AT_ONCE));
        assertThat(summary.replayed()).isEqualTo(1);
        assertThat(summary.refused()).isEqualTo(1);
        assertThat(used()).isEqualTo(2);
        assertThat(ledger.job(second)).containsEntry("status", "queued");
        assertThat(ledger.job(third)).containsEntry("status", "dead");
        assertRefused(ErrorCode.QUOTA_EXCEEDED, () -> replays.replay(tenant, third.toString()));
    }

    @Test
    void aDiscardedJobHasFailedForGood() {
        UUID job = dead(tenant, 0);
        assertThat(replays.discard(tenant, job.toString()).objectKey()).startsWith(tenant + "/");
        assertThat(ledger.job(job)).containsEntry("status", "failed").containsEntry("error_code", "store_unavailable");
        assertThat(ledger.events(job)).endsWith("failed 1 discarded");
        assertRefused(ErrorCode.JOB_NOT_DEAD, () -> replays.discard(tenant, job.toString()));
    }

    @Test
    void whatIsAnotherTenantsDoesNotExist() {
        UUID job = dead(ledger.newTenant(), 0);
        assertRefused(ErrorCode.NOT_FOUND, () -> letters.show(tenant, job.toString()));
        assertRefused(ErrorCode.NOT_FOUND, () -> replays.replay(tenant, job.toString()));
        assertRefused(ErrorCode.NOT_FOUND, () -> replays.discard(tenant, job.toString()));
        assertRefused(ErrorCode.NOT_FOUND, () -> letters.show(tenant, "none"));
        assertRefused(
                ErrorCode.JOB_NOT_DEAD,
                () -> letters.show(tenant, ledger.newJob(tenant).jobId().toString()));
    }

    /** A job that died so many minutes after another time. */
    private UUID dead(UUID owner, int minute) {
        UUID job = ledger.newJob(owner).jobId();
        ledger.set(job, "tries = 99");
        failures.record(ledger.claim(job), passing);
        ledger.set(job, "finished_at = now() - interval '1 day' + interval '%d minutes'".formatted(minute));
        return job;
    }

    private long used() {
        return ledger.value(Long.class, "select used from quota where tenant_id = ?", tenant);
    }

    private static List<UUID> ids(DeadLetterPage page) {
        return page.deadLetters().stream().map(DeadLetter::jobId).toList();
    }

    private static InputStream json(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
