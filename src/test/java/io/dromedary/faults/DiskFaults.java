package io.dromedary.faults;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers whose disks are full, in a cluster of its own whose disks are small. */
@WithCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DiskFaults {

    private static final int TENANTS = 5;

    /** What a cluster needs to begin with, and some to spare, in megabytes. */
    private static final Map<String, Integer> SIZES = Map.of("objects", 64, "postgresql", 192, "rabbitmq", 128);

    private final Map<String, SmallDisk> disks = new LinkedHashMap<>();
    private @Nullable Cluster small;

    @BeforeAll
    void startOnSmallDisks() throws Exception {
        Form.onlyInFull();
        Path folder = Cluster.newFolder();
        for (Map.Entry<String, Integer> size : SIZES.entrySet()) {
            disks.put(
                    size.getKey(), SmallDisk.mount(folder.resolve("services").resolve(size.getKey()), size.getValue()));
        }
        small = Cluster.start(folder);
    }

    @AfterAll
    void leaveNothingBehind() throws Throwable {
        if (small != null) {
            small.close();
        }
    }

    /** */
    @ParameterizedTest
    @ValueSource(strings = {"objects", "postgresql", "rabbitmq"})
    void nothingIsLostWhenADiskIsFull(String server, Table table) throws Exception {
        int seconds = Form.count("full-seconds", 5, 20);
        Cluster small = Objects.requireNonNull(this.small);
        var client = new Client(small.intake().api(), TENANTS);
        client.begin(20);
        SmallDisk disk = Objects.requireNonNull(disks.get(server));
        disk.fill();
        client.begin(20);
        TimeUnit.SECONDS.sleep(seconds);
        disk.free();
        // A server may have ended over it.
        small.services().startServers();
        client.awaitUploads();
        Verdict verdict = Verdict.whenDrained(small, client);
        table.expectNothingLostOrDoubled(verdict.row(
                "Q-12",
                "no space left on the disk of %s for %d s".formatted(server, seconds),
                List.of(Journal.BROKEN, 409, 503, 507),
                0,
                ""));
    }
}
