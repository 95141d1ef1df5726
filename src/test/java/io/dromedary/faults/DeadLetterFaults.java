package io.dromedary.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.process.ManagedService;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Jobs that are set aside because what they need is away for longer than their attempts last. */
@WithCluster
class DeadLetterFaults {

    private static final int TENANTS = 6;
    private static final String REPLICATED = Cluster.QUEUE + ".replicated";

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
        cluster.dispatch().kill();
        cluster.launch(cluster.dispatch(), "--camel.main.jmx-enabled=true");
        cluster.restore();
        int byApi = 0;
        for (String tenant : client.tenants().subList(0, TENANTS / 2)) {
            byApi += client.post(tenant, "/v1/dead-letters/replay", "{\"perMinute\": 6000}")
                    .path("replayed")
                    .asInt();
        }
        int byJmx = replayByJmx(cluster.dispatch());
        cluster.dispatch().kill();
        cluster.restore();
        table.expectNothingLostOrDoubled(Verdict.whenDrained(cluster, client)
                .row(
                        "Q-10",
                        "%d dead letters, a kill of the broker, and a replay of all".formatted(documents),
                        List.of(),
                        0,
                        "in %d, out %d by the API and %d over JMX, under the same ids"
                                .formatted(documents, byApi, byJmx)));
        assertThat(byApi + byJmx).isEqualTo(documents);
    }

    private static int replayByJmx(Member member) throws Exception {
        try (ManagedService managed = ManagedService.attach(member.pid())) {
            return (int) managed.call("io.dromedary:type=deadletters", "replayAll", new Object[] {6000}, "int");
        }
    }

    /**
     * on replicated queues the broker hands a message that nobody can read to the dead queue at least once,
     * whenever it is killed; whatever it confirmed is seen by operators.
     */
    @Test
    void noMessageThatNobodyCanReadIsLostOnReplicatedQueues(Cluster cluster, Table table) throws Exception {
        Form.onlyInFull();
        int messages = Form.count("dead-messages", 50, 500);
        String[] replicated = {"--dromedary.dispatch.queue=" + REPLICATED, "--dromedary.dispatch.queue-type=quorum"};
        for (Member member : List.of(cluster.dispatch(), cluster.work())) {
            member.kill();
            cluster.launch(member, replicated);
            member.awaitReady();
        }
        int before = deadMessages(cluster);
        cluster.services().publish(REPLICATED, texts("first", messages));
        cluster.services().killBroker();
        cluster.services().startServers();
        cluster.services().publish(REPLICATED, texts("second", messages));
        Awaitility.await("the last dead message")
                .atMost(Member.START_LIMIT)
                .until(() -> distinct(cluster) == 2 * messages);
        int more = deadMessages(cluster) - before - 2 * messages;
        assertThat(cluster.services().rabbitmqctl("list_queues", "name", "type", "arguments"))
                .containsPattern(REPLICATED + "\\s+quorum\\s.*at-least-once");
        var client = new Client(cluster.intake().api(), TENANTS);
        client.upload(20);
        table.expectNothingLostOrDoubled(Verdict.whenDrained(cluster, client)
                .row(
                        "Q-10",
                        "%d messages that nobody can read on replicated queues, a kill of the broker"
                                .formatted(2 * messages),
                        List.of(),
                        0,
                        "seen by operators %d, of these more than once %d".formatted(2 * messages, more)));
        cluster.dispatch().kill();
        cluster.work().kill();
    }

    private static List<byte[]> texts(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "%s %d is no id of a job".formatted(name, i).getBytes(StandardCharsets.US_ASCII))
                .toList();
    }

    private static int deadMessages(Cluster cluster) {
        return cluster.services()
                .ledger()
                .sql("select count(*) from dead_message")
                .query(Integer.class)
                .single();
    }

    private static int distinct(Cluster cluster) {
        return cluster.services()
                .ledger()
                .sql(
                        "select count(distinct head) from dead_message where encode(head, 'escape') like '%is no id of a job'")
                .query(Integer.class)
                .single();
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
