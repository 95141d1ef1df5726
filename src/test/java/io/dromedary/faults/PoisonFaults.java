package io.dromedary.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A document that kills every worker which opens it. */
@WithCluster
class PoisonFaults {

    private static final int ATTEMPTS = 3;
    private static final String KILLER = "documentReader.open:before:killer";

    /** */
    @Test
    void aPoisonousDocumentTakesNoneOfItsNeighboursWithIt(Cluster cluster, Table table) throws Exception {
        int neighbours = Form.count("neighbours", 60, 500);
        var client = new Client(cluster.intake().api(), 10);
        startDeadly(cluster);
        client.begin(neighbours);
        UUID killer = client.upload(client.tenants().get(0), UUID.randomUUID().toString(), "killer");
        int deaths = 0;
        while (!isOver(cluster, killer)) {
            if (!cluster.work().isAlive()) {
                deaths++;
                startDeadly(cluster);
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        client.awaitUploads();
        Verdict verdict = Verdict.whenDrained(cluster, client);
        String end = cluster.services()
                .ledger()
                .sql("select concat_ws(' ', status, error_code) from job where id = :job")
                .param("job", killer)
                .query(String.class)
                .single();
        cluster.work().kill();
        table.expectNothingLostOrDoubled(verdict.row(
                "Q-8",
                "one document among %d that kills its worker".formatted(neighbours),
                List.of(),
                1,
                "workers killed: %d; the killer ended as %s".formatted(deaths, end)));
        assertThat(end).isEqualTo("dead worker_lost");
        assertThat(deaths).isEqualTo(ATTEMPTS);
    }

    private static void startDeadly(Cluster cluster) throws Exception {
        cluster.work().kill();
        cluster.launchToHalt(cluster.work(), KILLER, "--dromedary.job.attempts=" + ATTEMPTS);
    }

    private static boolean isOver(Cluster cluster, UUID job) {
        return cluster.services()
                .ledger()
                .sql("select finished_at is not null from job where id = :job")
                .param("job", job)
                .query(Boolean.class)
                .single();
    }
}
