package io.dromedary.faults;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** An API that is killed while documents come in. */
@WithCluster
class IntakeFaults {

    private static final int AT_ONCE = 3;
    private static final int MILLIS_OF_AN_UPLOAD = 600;

    private final Random random = new Random();

    /** the intake is killed in the middle of uploads; clients send them again under their keys. */
    @Test
    void anUploadWhoseApiIsKilledLeavesNothingHalfMade(Cluster cluster, Table table) throws Exception {
        Form.onlyInFull();
        int most = Form.count("intake-kills", 2, 100);
        int kills = 0;
        long begin = System.nanoTime();
        var client = new Client(cluster.intake().api(), 5);
        for (; kills < most && Form.mayGoOn(begin); kills++) {
            client.begin(AT_ONCE, key -> BodyPublishers.ofInputStream(() -> slowly(Documents.small(key))));
            TimeUnit.MILLISECONDS.sleep(random.nextLong(MILLIS_OF_AN_UPLOAD + 100));
            cluster.intake().kill();
            cluster.launch(cluster.intake());
            cluster.intake().awaitReady();
        }
        client.awaitUploads();
        Verdict verdict = Verdict.whenDrained(cluster, client);
        // They end by themselves, 15 seconds after the death of who held them.
        Awaitility.await("claims of dead uploads gone")
                .atMost(Duration.ofMinutes(1))
                .until(() -> claims(cluster) == 0);
        Row row = verdict.row(
                "Q-3",
                "%d kills of the API in the middle of %d uploads".formatted(kills, AT_ONCE),
                List.of(Journal.BROKEN, 409, 503),
                0,
                "claims of uploads left: 0");
        table.expectNothingLostOrDoubled(row);
    }

    private static int claims(Cluster cluster) {
        return cluster.services()
                .ledger()
                .sql("select count(*) from upload_claim")
                .query(Integer.class)
                .single();
    }

    /** A text that takes its time to be sent. */
    private static InputStream slowly(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int slice = bytes.length / 10 + 1;
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                try {
                    TimeUnit.MILLISECONDS.sleep(MILLIS_OF_AN_UPLOAD / 10);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return super.read(buffer, offset, Math.min(length, slice));
            }
        };
    }
}
