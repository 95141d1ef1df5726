package io.dromedary.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processes that are killed while they work: at random, and at every step that has a name. */
@WithCluster
class WorkerFaults {

    private static final Duration HALT_LIMIT = Duration.ofMinutes(4);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int TENANTS = 50;

    private final Random random = new Random();

    /** the worker is killed at uniformly random moments, during its start too, and started again at once. */
    @Test
    void everyAcceptedDocumentIsCompletedOnceHoweverOftenTheWorkerIsKilled(Cluster cluster, Table table)
            throws Exception {
        int kills = Form.count("kills", 6, 200);
        int documents = Form.count("documents", 60, 2_000);
        long start = secondsToStart(cluster);
        var client = new Client(cluster.intake().api(), TENANTS);
        client.begin(documents % kills);
        for (int i = 0; i < kills; i++) {
            client.upload(documents / kills);
            TimeUnit.MILLISECONDS.sleep(random.nextLong(2 * start));
            cluster.work().kill();
            cluster.launch(cluster.work());
        }
        long end = System.nanoTime();
        Verdict verdict = Verdict.whenDrained(cluster.services(), client);
        Row row = verdict.row(
                "Q-1",
                "%d kills of the worker".formatted(kills),
                List.of(),
                0,
                "%d tenants; drained %.0f s after the last kill".formatted(TENANTS, (System.nanoTime() - end) / 1e9));
        table.expectNothingLostOrDoubled(row);
    }

    private static long secondsToStart(Cluster cluster) throws Exception {
        cluster.work().kill();
        long begin = System.nanoTime();
        cluster.launch(cluster.work());
        cluster.work().awaitReady();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    /** each process ends itself, as by {@code kill -9}, between two steps. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "the object is stored and before the ledger knows, intake, objectStore.put, false",
        "the job is committed and before the answer, intake, jobs.accept, true",
        "jobs are handed out and before they are published, dispatch, dispatcher.takeDue, false",
        "jobs are published and before the confirm, dispatch, rabbitTemplate.invoke, true",
        "the broker confirmed, dispatch, dispatcher.publish, false",
        "a job is claimed, work, leases.claim, false",
        "a document is opened, work, documentReader.open, false",
        "a batch is embedded and before it is stored, work, embedder.embed, false",
        "a batch is stored, work, chunkWriter.store, true",
        "the job is completed and before the message is acknowledged, work, jobCompletion.complete, true"
    })
    void everyAcceptedDocumentIsCompletedOnceWhereverItsProcessIsKilled(
            String point, String member, String step, boolean always, Cluster cluster, Table table) throws Exception {
        if (!always) {
            Form.onlyInFull();
        }
        int kills = Form.count("halts", 1, 20);
        Member victim = cluster.named(member);
        var client = new Client(cluster.intake().api(), 5);
        for (int i = 0; i < kills; i++) {
            victim.kill();
            int calls = 1 + random.nextInt(3);
            cluster.launchToHalt(victim, "%s:after:%d".formatted(step, calls));
            victim.awaitReady();
            // One after the other, so that each is a step of its own.
            for (long end = System.nanoTime() + HALT_LIMIT.toNanos(); victim.isAlive() && System.nanoTime() < end; ) {
                client.begin(1);
                victim.awaitEnd(PAUSE);
            }
            assertThat(victim.exitCode(PAUSE)).as(victim.tail()).isEqualTo(137);
            // Who waits for a dead intake goes on when there is one again.
            if (!member.equals("intake")) {
                client.awaitUploads();
            }
        }
        cluster.restore();
        client.awaitUploads();
        Row row = Verdict.whenDrained(cluster.services(), client)
                .row(
                        "Q-2",
                        "%d kills when %s".formatted(kills, point),
                        // A key whose process died is taken until its claim ends.
                        List.of(Journal.BROKEN, 409, 503),
                        0,
                        "");
        table.expectNothingLostOrDoubled(row);
    }
}
