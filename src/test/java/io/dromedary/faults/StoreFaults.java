package io.dromedary.faults;

import io.dromedary.FaultyWire;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** An object store that refuses, crawls, breaks off in the middle of an answer, or is busy. */
@WithCluster
class StoreFaults {

    private static final int TENANTS = 10;
    private static final int BYTES_PER_SECOND = 1_000;
    private static final int BYTES_OF_HALF_A_DOCUMENT = 700;

    /** What is done to the wire. */
    @FunctionalInterface
    private interface Fault {
        void happen(FaultyWire wire) throws Exception;
    }

    /** */
    @Test
    void nothingIsLostWhileTheStoreRefusesConnections(Cluster cluster, Table table) throws Exception {
        during("refuses connections", FaultyWire::cut, cluster, table);
    }

    @Test
    void nothingIsLostWhileTheStoreIsSlow(Cluster cluster, Table table) throws Exception {
        Form.onlyInFull();
        during("sends 1 kB/s", wire -> wire.slow(BYTES_PER_SECOND), cluster, table);
    }

    @Test
    void noDocumentIsTakenForWholeWhenItsBytesBreakOff(Cluster cluster, Table table) throws Exception {
        during(
                "breaks off after %d bytes of each connection".formatted(BYTES_OF_HALF_A_DOCUMENT),
                wire -> wire.breakAfter(BYTES_OF_HALF_A_DOCUMENT),
                cluster,
                table);
    }

    @Test
    void nothingIsLostWhileTheStoreIsBusy(Cluster cluster, Table table) throws Exception {
        during("answers 503 Slow Down", wire -> wire.answer("503 Slow Down"), cluster, table);
    }

    private static void during(String what, Fault fault, Cluster cluster, Table table) throws Exception {
        int seconds = Form.count("store-seconds", 4, 60);
        var client = new Client(cluster.intake().api(), TENANTS);
        // Some are in line when it begins, some come meanwhile.
        client.begin(Form.count("store-documents", 20, 100));
        TimeUnit.MILLISECONDS.sleep(500);
        fault.happen(cluster.services().store());
        client.begin(10);
        TimeUnit.SECONDS.sleep(seconds);
        cluster.services().store().mend();
        client.awaitUploads();
        Verdict verdict = Verdict.whenDrained(cluster, client);
        table.expectNothingLostOrDoubled(verdict.row(
                "Q-6",
                "the object store %s for %d s".formatted(what, seconds),
                List.of(503, 409),
                0,
                "the last words of every document are there"));
    }
}
