package io.dromedary.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.Ledger;
import io.dromedary.WithLedger;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@WithLedger
class WorkSlotsIT {

    @Autowired
    private DueJobs due;

    @Autowired
    private Leases leases;

    @Autowired
    private Ledger ledger;

    @BeforeEach
    void emptyLine() {
        ledger.clearLine();
    }

    @AfterEach
    void clearLine() {
        ledger.clearLine();
    }

    @Test
    void aJobWithoutAFreeSlotGoesBackInLine() {
        WorkSlots slots = new WorkSlots(leases, due, 1, Duration.ofMillis(1));
        UUID first = handedOut();
        UUID second = handedOut();
        Claim claim = Objects.requireNonNull(slots.claim(first));
        assertThat(slots.claim(second)).isNull();
        assertThat(ledger.job(second)).containsEntry("status", "queued").containsEntry("handed_at", null);

        slots.letGo(claim);
        slots.letGo(claim);
        ledger.set(second, "due_at = now()");
        UUID third = handedOut();
        assertThat(slots.claim(second)).isNotNull();
        assertThat(slots.claim(third)).isNull();
    }

    @Test
    void whatIsNothingToDoHoldsNoSlot() {
        WorkSlots slots = new WorkSlots(leases, due, 1, Duration.ofMillis(1));
        assertThat(slots.claim(UUID.randomUUID())).isNull();
        assertThat(slots.claim(UUID.randomUUID())).isNull();
        assertThat(slots.claim(handedOut())).isNotNull();
    }

    private UUID handedOut() {
        UUID job = ledger.newJob(ledger.newTenant()).jobId();
        due.handOut(10_000);
        return job;
    }
}
