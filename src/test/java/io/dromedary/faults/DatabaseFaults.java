package io.dromedary.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A database that crashes, takes no writes, or has few connections to give. */
@WithCluster
class DatabaseFaults {

    private static final int TENANTS = 10;
    private static final double PROMISED_SECONDS = 10;

    /** What the documentation says to try again. */
    private static final List<Integer> PASSING = List.of(503, 409);

    private final Random random = new Random();

    /** every connection breaks at once, and what was not written down is gone. */
    @Test
    void nothingIsLostWhenTheDatabaseCrashes(Cluster cluster, Table table) throws Exception {
        int crashes = Form.count("database-crashes", 2, 20);
        var client = new Client(cluster.intake().api(), TENANTS);
        double slowest = 0;
        for (int i = 0; i < crashes; i++) {
            client.begin(20);
            TimeUnit.MILLISECONDS.sleep(random.nextLong(2_000));
            cluster.services().crashDatabase();
            long back = System.nanoTime();
            client.upload(1);
            slowest = Math.max(slowest, (System.nanoTime() - back) / 1e9);
        }
        client.awaitUploads();
        table.expectNothingLostOrDoubled(Verdict.whenDrained(cluster, client)
                .row(
                        "Q-5",
                        "%d crashes of the database".formatted(crashes),
                        PASSING,
                        0,
                        "an upload accepted at most %.1f s after it was back; nothing was restarted"
                                .formatted(slowest)));
        assertThat(slowest).isLessThan(PROMISED_SECONDS);
    }

    /** the database takes no writes for a while, as after a failover to a standby. */
    @Test
    void nothingIsLostWhileTheDatabaseIsReadOnly(Cluster cluster, Table table) throws Exception {
        int seconds = Form.count("read-only-seconds", 5, 60);
        var client = new Client(cluster.intake().api(), TENANTS);
        client.begin(40);
        readOnly(cluster, "on");
        client.begin(10);
        TimeUnit.SECONDS.sleep(seconds);
        readOnly(cluster, "off");
        client.awaitUploads();
        table.expectNothingLostOrDoubled(Verdict.whenDrained(cluster, client)
                .row("Q-5", "the database read-only for %d s".formatted(seconds), PASSING, 0, ""));
    }

    private static void readOnly(Cluster cluster, String value) throws Exception {
        cluster.services().psql("alter system set default_transaction_read_only = " + value);
        cluster.services().psql("select pg_reload_conf()");
    }

    /** each process may open two connections. */
    @Test
    void nothingIsLostWithAPoolOfTwo(Cluster cluster, Table table) throws Exception {
        Form.onlyInFull();
        int documents = Form.count("pool-documents", 40, 400);
        for (Member member : List.of(cluster.intake(), cluster.dispatch(), cluster.work())) {
            member.kill();
            cluster.launch(member, "--spring.datasource.hikari.maximum-pool-size=2");
        }
        cluster.restore();
        var client = new Client(cluster.intake().api(), TENANTS);
        client.upload(documents);
        Row row = Verdict.whenDrained(cluster, client).row("Q-5", "two connections for each process", PASSING, 0, "");
        for (Member member : List.of(cluster.intake(), cluster.dispatch(), cluster.work())) {
            member.kill();
        }
        table.expectNothingLostOrDoubled(row);
    }
}
