package io.dromedary.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dromedary.Ledger;
import io.dromedary.WithLedger;
import io.dromedary.observe.LineFigures.Line;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

@WithLedger
class LineFiguresIT {

    @Autowired
    private LineFigures figures;

    @Autowired
    private Ledger ledger;

    @Autowired
    private TransactionTemplate transaction;

    /** Rolled back at the end, for jobs that have been due for long are in the way of other tests. */
    @Test
    void countsWhoWaitsAndForHowLong() {
        transaction.executeWithoutResult(status -> {
            status.setRollbackOnly();
            measureAnOldJob();
        });
    }

    private void measureAnOldJob() {
        Line before = figures.measure();
        UUID tenant = ledger.newTenant();
        ledger.set(ledger.newJob(tenant).jobId(), "due_at = now() - interval '90 days'");
        ledger.newJob(tenant);
        ledger.set(ledger.newJob(tenant).jobId(), "due_at = now() + interval '1 hour'");
        ledger.set(ledger.newJob(tenant).jobId(), "status = 'running', due_at = now() + interval '1 hour'");
        ledger.set(
                ledger.newJob(tenant).jobId(),
                "status = 'completed', due_at = null, started_at = now() - interval '7 seconds', finished_at = now()");

        Line line = figures.measure();

        assertThat(line.waiting()).isEqualTo(before.waiting() + 2);
        assertThat(line.later()).isEqualTo(before.later() + 1);
        assertThat(line.running()).isEqualTo(before.running() + 1);
        assertThat(line.oldestSeconds()).isCloseTo(90 * 86_400, within(60.0));
        assertThat(line.workSeconds()).isPositive();
        assertThat(line.completed()).isEqualTo(before.completed() + 1);
        assertThat(line.failed()).isEqualTo(before.failed());
    }
}
