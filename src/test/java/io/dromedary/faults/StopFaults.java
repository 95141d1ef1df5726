package io.dromedary.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A worker that is asked to stop, that stands still, or whose clock is wrong. */
@WithCluster
class StopFaults {

    private static final int LARGE = 400;
    private static final String FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

    /** SIGTERM while every slot is taken. */
    @Test
    void aWorkerThatIsStoppedHandsItsJobsBack(Cluster cluster, Table table) throws Exception {
        var client = new Client(cluster.intake().api(), Cluster.SLOTS);
        client.begin(Cluster.SLOTS, key -> BodyPublishers.ofString(Documents.of(key, LARGE)));
        awaitRunning(cluster, client);
        long begin = System.nanoTime();
        int exit = cluster.work().stop();
        double seconds = (System.nanoTime() - begin) / 1e9;
        assertThat(exit).isIn(0, 143);
        assertThat(seconds).isLessThan(45);
        int running = cluster.running(client);
        cluster.restore();
        table.expectNothingLostOrDoubled(Verdict.whenDrained(cluster, client)
                .row(
                        "Q-14",
                        "SIGTERM with %d jobs in work".formatted(Cluster.SLOTS),
                        List.of(),
                        0,
                        "ended after %.1f s; in work afterwards: %d".formatted(seconds, running)));
    }

    /** Leases: a worker that stands still loses its jobs, and what it writes afterwards is refused. */
    @Test
    void aWorkerThatStoodStillDoesNotDisturbTheOneThatTookOver(Cluster cluster, Table table) throws Exception {
        Form.onlyInFull();
        int times = Form.count("freezes", 1, 10);
        Member second = cluster.second("work");
        var client = new Client(cluster.intake().api(), Cluster.SLOTS);
        try {
            for (int i = 0; i < times; i++) {
                client.begin(Cluster.SLOTS, key -> BodyPublishers.ofString(Documents.of(key, LARGE / 4)));
                awaitRunning(cluster, client);
                cluster.work().freeze();
                if (!second.isAlive()) {
                    cluster.launch(second);
                }
                client.awaitUploads();
                Verdict.whenDrained(cluster, client);
                cluster.work().thaw();
            }
            table.expectNothingLostOrDoubled(Verdict.whenDrained(cluster, client)
                    .row("Q-1", "%d times SIGSTOP, takeover, SIGCONT".formatted(times), List.of(), 0, ""));
        } finally {
            cluster.work().thaw();
        }
    }

    private static void awaitRunning(Cluster cluster, Client client) {
        Awaitility.await("all slots taken")
                .atMost(Member.START_LIMIT)
                .until(() -> cluster.running(client) == Cluster.SLOTS);
    }

    /** leases and retries follow the clock of the database, whatever the worker's says, and wherever it jumps. */
    @Test
    void theClockOfAWorkerDoesNotMatter(Cluster cluster, Table table) throws Exception {
        Form.onlyInFull();
        Installed.require(FAKETIME, "apt-get install libfaketime");
        int documents = Form.count("skewed-documents", 20, 100);
        var client = new Client(cluster.intake().api(), 5);
        Path clock = Files.createTempFile("clock", ".faketime");
        Files.setPosixFilePermissions(clock, PosixFilePermissions.fromString("rw-r--r--"));
        Files.writeString(clock, "+1h");
        launchUnder(clock, cluster);
        for (String skew : List.of("-1h", "+1h", "+0")) {
            client.begin(documents);
            Awaitility.await("work").atMost(Member.START_LIMIT).until(() -> cluster.running(client) > 0);
            Files.writeString(clock, skew);
            client.awaitUploads();
            TimeUnit.SECONDS.sleep(1);
            launchUnder(clock, cluster);
            Verdict.whenDrained(cluster, client);
        }
        cluster.work().kill();
        Files.delete(clock);
        table.expectNothingLostOrDoubled(Verdict.whenDrained(cluster, client)
                .row(
                        "Q-13",
                        "the worker's clock an hour ahead, put back by two hours, put forward by two, and put right,"
                                + " each while it works, and a kill after each",
                        List.of(),
                        0,
                        ""));
    }

    private static void launchUnder(Path clock, Cluster cluster) throws Exception {
        cluster.work().kill();
        cluster.launch(
                cluster.work(),
                List.of(),
                Map.of(
                        "LD_PRELOAD",
                        FAKETIME,
                        "FAKETIME_TIMESTAMP_FILE",
                        clock.toString(),
                        "FAKETIME_CACHE_DURATION",
                        "1",
                        "FAKETIME_DONT_FAKE_MONOTONIC",
                        "1",
                        // Otherwise every wait for so long ends at once, and the JVM spins.
                        "FAKETIME_FORCE_MONOTONIC_FIX",
                        "0"));
    }
}
