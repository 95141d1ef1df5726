package io.dromedary.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.FaultyWire;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes that are started before the servers that they need. */
@WithCluster
class StartFaults {

    private static final int TENANTS = 5;

    @ParameterizedTest
    @ValueSource(strings = {"object store", "database", "broker"})
    void aProcessWaitsForAServerThatIsAwayWhenItStarts(String server, Cluster cluster, Table table) throws Exception {
        Form.onlyInFull();
        int seconds = Form.count("away-seconds", 5, 20);
        var client = new Client(cluster.intake().api(), TENANTS);
        List<Member> members = List.of(cluster.intake(), cluster.dispatch(), cluster.work(), cluster.deliver());
        for (Member member : members) {
            member.kill();
        }
        wire(server, cluster).cut();
        for (Member member : members) {
            cluster.launch(member);
        }
        if (server.equals("broker")) {
            // Without it documents are accepted all the same; they wait in the ledger.
            for (Member member : members) {
                member.awaitReady();
            }
            client.upload(20);
        }
        TimeUnit.SECONDS.sleep(seconds);
        for (Member member : members) {
            assertThat(member.isAlive()).as(member::tail).isTrue();
            assertThat(member.isReady()).as(member.name()).isEqualTo(server.equals("broker"));
        }
        wire(server, cluster).mend();
        long back = System.nanoTime();
        for (Member member : members) {
            member.awaitReady();
        }
        double ready = (System.nanoTime() - back) / 1e9;
        client.upload(20);
        table.expectNothingLostOrDoubled(Verdict.whenDrained(cluster, client)
                .row(
                        "Start",
                        "all processes started while the %s was away, for at least %d s".formatted(server, seconds),
                        List.of(503),
                        0,
                        "ready %.1f s after it was back; nothing was restarted".formatted(ready)));
    }

    private static FaultyWire wire(String server, Cluster cluster) {
        return switch (server) {
            case "object store" -> cluster.services().store();
            case "database" -> cluster.services().database();
            default -> cluster.services().broker();
        };
    }
}
