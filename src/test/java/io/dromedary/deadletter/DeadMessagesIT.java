package io.dromedary.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.Ledger;
import io.dromedary.WithLedger;
import io.dromedary.job.DueJobs;
import io.dromedary.job.Leases;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@WithLedger
class DeadMessagesIT {

    @Autowired
    private DeadMessages messages;

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
    void aJobThatNoWorkerCouldClaimIsBackInLineAtOnce() {
        UUID job = ledger.newJob(ledger.newTenant()).jobId();
        due.handOut(8);
        long before = ledger.count("dead_message");
        messages.take(bytes(job.toString()));
        assertThat(leases.claim(job)).isNull();
        assertThat(due.handOut(8)).containsExactly(job);
        assertThat(ledger.count("dead_message")).isEqualTo(before);
    }

    @Test
    void aJobInWorkIsLeftAlone() {
        UUID job = ledger.newClaim(ledger.newTenant()).jobId();
        messages.take(bytes(job.toString()));
        assertThat(ledger.job(job)).containsEntry("status", "running");
    }

    @Test
    void keepsTheBeginningsOfWhatNamesNoJob() {
        messages.take(bytes("no job \0 id"));
        messages.take(new byte[] {(byte) 0xff, 0, 1});
        messages.take(new byte[0]);
        messages.take(bytes(UUID.randomUUID().toString()));
        messages.take(bytes("x".repeat(100_000)));
        var kept = messages.list().messages();
        assertThat(kept.get(0).sizeBytes()).isEqualTo(100_000);
        assertThat(kept.get(0).head()).hasSize(256);
        assertThat(kept.get(2).head()).isEmpty();
        assertThat(kept.get(3).head()).containsExactly(0xff, 0, 1);
        assertThat(kept.get(4).head()).isEqualTo(bytes("no job \0 id"));
    }

    @Test
    void keepsAThousandAtMost() {
        for (int i = 0; i < 1_005; i++) {
            messages.take(bytes("message " + i));
        }
        assertThat(ledger.count("dead_message")).isEqualTo(1_000);
        assertThat(messages.list().messages()).hasSize(100);
        assertThat(messages.list().messages().get(0).head()).isEqualTo(bytes("message 1004"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
