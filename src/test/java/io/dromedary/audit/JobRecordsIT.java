package io.dromedary.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.Ledger;
import io.dromedary.WithLedger;
import io.dromedary.audit.JobRecord.Link;
import io.dromedary.audit.JobRecord.Transition;
import io.dromedary.deliver.JobFailure;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.Attempt;
import io.dromedary.job.Endings;
import java.util.UUID;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@WithLedger
class JobRecordsIT {

    @Autowired
    private JobRecords records;

    @Autowired
    private AuditChain chain;

    @Autowired
    private AuditLog log;

    @Autowired
    private JobFailure failures;

    @Autowired
    private Endings endings;

    @Autowired
    private Ledger ledger;

    private UUID tenant = new UUID(0, 0);
    private UUID job = new UUID(0, 0);

    @BeforeEach
    void failOnce() {
        ledger.clearLine();
        tenant = ledger.newTenant();
        job = ledger.newJob(tenant).jobId();
        failures.record(
                ledger.claim(job), new Failure.Transient(ErrorCode.STORE_UNAVAILABLE, "The store does not answer"));
        ledger.claim(job);
    }

    @AfterEach
    void clearLine() {
        ledger.clearLine();
    }

    @Test
    void tellsHowEachAttemptEndedAndThatOneRuns() {
        assertThat(records.show(tenant, job.toString()).attempts())
                .extracting(Attempt::attempt, Attempt::endedAs, Attempt::cause, Attempt::detail)
                .containsExactly(
                        Tuple.tuple(1, "queued", "store_unavailable", "The store does not answer"),
                        Tuple.tuple(2, null, null, null));
    }

    @Test
    void tellsEveryTransitionAndItsLinkOnceItHasOne() {
        sealAll();
        endings.cancel(job);
        JobRecord early = records.show(tenant, job.toString());
        assertThat(early.transitions())
                .extracting(Transition::status, Transition::attempt, Transition::cause)
                .containsExactly(
                        Tuple.tuple("queued", 0, null),
                        Tuple.tuple("running", 1, null),
                        Tuple.tuple("queued", 1, "store_unavailable"),
                        Tuple.tuple("running", 2, null),
                        Tuple.tuple("cancelled", 2, null));
        assertThat(early.transitions().get(4).actor()).isEqualTo("client");
        assertThat(early.transitions().get(4).link()).isNull();
        assertThat(early.transitions().subList(0, 4))
                .extracting(Transition::link)
                .doesNotContainNull();

        sealAll();
        Link last = records.show(tenant, job.toString()).transitions().get(4).link();
        assertThat(last)
                .isNotNull()
                .satisfies(link -> assertThat(
                                log.page("limit=1&after=" + (link.seq() - 1)).entries())
                        .singleElement()
                        .returns(link.hash(), AuditLog.Entry::hash)
                        .returns(job, AuditLog.Entry::subjectId)
                        .returns("cancelled", AuditLog.Entry::action));
    }

    @Test
    void whatIsAnothersDoesNotExist() {
        UUID other = ledger.newTenant();
        for (String id : new String[] {job.toString(), UUID.randomUUID().toString(), "none"}) {
            assertThatThrownBy(() -> records.show(other, id))
                    .isInstanceOfSatisfying(
                            Failure.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND));
        }
    }

    private void sealAll() {
        while (chain.seal() > 0) {
            // Another batch.
        }
    }
}
