package io.dromedary.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Jobs that are set aside because what they need is away for longer than their attempts last. */
@WithCluster
class DeadLetterFaults {

    private static final int TENANTS = 5;

    /** whatever was set aside outlives a crash of the broker, and all of it can be replayed. */
    @Test
    void deadLettersOutliveTheBrokerAndAreReplayedUnderTheirIds(Cluster cluster, Table table) throws Exception {
        Form.onlyInFull();
        int documents = Form.count("dead-letters", 20, 200);
        var client = new Client(cluster.intake().api(), TENANTS);
        cluster.work().kill();
        cluster.launch(cluster.work(), "--dromedary.job.attempts=1");
        cluster.work().awaitReady();
        // Nothing is handed out before the store is away.
        cluster.dispatch().freeze();
        client.upload(documents);
        cluster.services().store().cut();
        cluster.dispatch().thaw();
        Awaitility.await("dead letters").atMost(Member.START_LIMIT).until(() -> dead(cluster, client) == documents);
        cluster.work().kill();
        cluster.services().killBroker();
        cluster.restore();
        int replayed = 0;
        for (String tenant : client.tenants()) {
            replayed += client.post(tenant, "/v1/dead-letters/replay", "{\"perMinute\": 6000}")
                    .path("replayed")
                    .asInt();
        }
        table.expectNothingLostOrDoubled(Verdict.whenDrained(cluster, client)
                .row(
                        "Q-10",
                        "%d dead letters, a kill of the broker, and a replay of all".formatted(documents),
                        List.of(),
                        0,
                        "in %d, out %d, under the same ids".formatted(documents, replayed)));
        assertThat(replayed).isEqualTo(documents);
    }

    private static int dead(Cluster cluster, Client client) {
        return cluster.services()
                .ledger()
                .sql("""
                        select count(*) from job join tenant on tenant.id = tenant_id
                        where name in (:tenants) and status = 'dead'""")
                .param("tenants", client.tenants())
                .query(Integer.class)
                .single();
    }
}
