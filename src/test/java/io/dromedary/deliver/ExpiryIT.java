package io.dromedary.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.Ledger;
import io.dromedary.WithLedger;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.Claim;
import io.dromedary.job.DueJobs;
import io.dromedary.job.Leases;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@WithLedger
class ExpiryIT {

    private static final String PASSED = "deadline = now() - interval '1 second'";

    @Autowired
    private JobFailure failures;

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
    void aJobFailsOnceWhenItsDeadlinePassesInLine() {
        UUID job = ledger.newJob(tenant).jobId();
        ledger.set(job, "deadline = now() + interval '1 hour'");
        assertThat(failures.expired()).isEmpty();
        assertThat(failures.expire(job)).isNull();

        ledger.set(job, PASSED);
        assertThat(failures.expired()).containsExactly(job);
        assertThat(failures.expire(job)).startsWith(tenant + "/");
        assertThat(failures.expire(job)).isNull();
        assertThat(ledger.job(job))
                .containsEntry("status", "failed")
                .containsEntry("error_code", "deadline_exceeded")
                .containsEntry("due_at", null)
                .doesNotContainEntry("finished_at", null);
        assertThat(ledger.events(job)).containsExactly("queued 0", "failed 0 deadline_exceeded");
        assertThat(failures.expired()).isEmpty();
    }

    @Test
    void noAttemptBeginsAfterTheDeadlineAlthoughTheJobWasHandedOut() {
        UUID job = ledger.newJob(tenant).jobId();
        assertThat(due.handOut(8)).containsExactly(job);
        ledger.set(job, PASSED);
        assertThat(leases.claim(job)).isNull();
        assertThat(failures.expire(job)).isNotNull();
    }

    @Test
    void whatIsWorkedOnGoesOnUntilItNeedsAnotherAttempt() {
        Claim claim = ledger.newClaim(tenant);
        ledger.set(claim.jobId(), PASSED);
        assertThat(failures.expired()).isEmpty();
        assertThat(failures.expire(claim.jobId())).isNull();

        failures.record(claim, new Failure.Transient(ErrorCode.STORE_UNAVAILABLE, "away"));
        assertThat(failures.expired()).containsExactly(claim.jobId());
    }
}
