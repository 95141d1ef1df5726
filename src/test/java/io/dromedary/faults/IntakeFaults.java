package io.dromedary.faults;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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
        int kills = Form.count("intake-kills", 2, 100);
        var client = new Client(cluster.intake().api(), 5);
        for (int i = 0; i < kills; i++) {
            client.begin(AT_ONCE, key -> BodyPublishers.ofInputStream(() -> slowly(Documents.small(key))));
            TimeUnit.MILLISECONDS.sleep(random.nextLong(MILLIS_OF_AN_UPLOAD + 100));
            cluster.intake().kill();
            cluster.launch(cluster.intake());
            cluster.intake().awaitReady();
        }
        client.awaitUploads();
        Verdict verdict = Verdict.whenDrained(cluster.services(), client);
        int stray = verdict.strayObjects();
        cluster.sweep();
        int claims = cluster.services()
                .ledger()
                .sql("select count(*) from upload_claim where expires_at < now()")
                .query(Integer.class)
                .single();
        Row row = verdict.row(
                "Q-3",
                "%d kills of the API in the middle of %d uploads".formatted(kills, AT_ONCE),
                List.of(Journal.BROKEN, 409, 503),
                0,
                "objects without a job: %d, after the sweep %d; claims left: %d"
                        .formatted(stray, verdict.strayObjects(), claims));
        table.expectNothingLostOrDoubled(row);
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
