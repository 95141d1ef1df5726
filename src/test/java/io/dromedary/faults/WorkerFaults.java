package io.dromedary.faults;

import io.dromedary.faults.Halts.Step;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Processes that are killed while they work: at random, and at every step that has a name. */
@WithCluster
class WorkerFaults {

    private static final int TENANTS = 50;
    private static final int MOST_MILLIS_AT_WORK = 2_000;
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);

    private final Random random = new Random();

    /**
     * a worker is killed at a random moment after it was seen at work, and started again at once; meanwhile
     * another one works, which is the next.
     */
    @Test
    void everyAcceptedDocumentIsCompletedOnceHoweverOftenTheWorkerIsKilled(Cluster cluster, Table table)
            throws Exception {
        int most = Form.count("kills", 6, 200);
        int documents = Form.count("documents", 60, 2_000);
        var client = new Client(cluster.intake().api(), TENANTS);
        var workers = List.of(cluster.work(), cluster.second("work"));
        cluster.launch(workers.get(1));
        int kills = 0;
        int interrupted = 0;
        int landed = 0;
        long begin = System.nanoTime();
        try (SingleConnectionDataSource connection = cluster.services().connection()) {
            JdbcClient ledger = JdbcClient.create(connection);
            for (; kills < most && Form.mayGoOn(begin); kills++) {
                client.begin(
                        documents * (kills + 1) / most - documents * kills / most,
                        key -> BodyPublishers.ofString(Documents.mixed(key)));
                Member victim = awaitAtWork(workers, ledger);
                TimeUnit.MILLISECONDS.sleep(random.nextLong(MOST_MILLIS_AT_WORK));
                victim.kill();
                int held = held(victim, ledger);
                interrupted += held;
                landed += held > 0 ? 1 : 0;
                cluster.launch(victim);
            }
        }
        client.awaitUploads();
        long end = System.nanoTime();
        Verdict verdict = Verdict.whenDrained(cluster, client);
        Row row = verdict.row(
                "Q-1",
                "%d kills of the worker".formatted(kills),
                List.of(),
                0,
                "%d tenants; %d kills while the worker was at work, %d attempts broken off; drained %.0f s after the last"
                        .formatted(TENANTS, landed, interrupted, (System.nanoTime() - end) / 1e9));
        table.expectNothingLostOrDoubled(row);
    }

    /** One that works now; whichever there is when none does for long. */
    private Member awaitAtWork(List<Member> workers, JdbcClient ledger) throws InterruptedException {
        for (long end = System.nanoTime() + PATIENCE_NANOS; System.nanoTime() < end; ) {
            for (Member worker : workers) {
                if (held(worker, ledger) > 0) {
                    return worker;
                }
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return workers.get(random.nextInt(workers.size()));
    }

    /** How many documents the last process of a worker has in work, or had when it was killed. */
    private static int held(Member worker, JdbcClient ledger) {
        return ledger.sql("select count(*) from job where status = 'running' and worker like :worker")
                .param("worker", worker.pid() + "-%")
                .query(Integer.class)
                .single();
    }

    /** Between these, with what comes next, lies every step of a document; the first of them are in the short form. */
    private static final List<Step> STEPS = List.of(
            // The job is committed, and the client not answered.
            new Step("intake", "jobs.accept:after"),
            // Jobs are published, and not confirmed.
            new Step("dispatch", "rabbitTemplate.invoke:after"),
            // A batch is stored.
            new Step("work", "chunkWriter.store:after"),
            // The job is completed, and its message not acknowledged.
            new Step("work", "jobCompletion.complete:after"),
            // The object is stored, and the ledger does not know.
            new Step("intake", "objectStore.put:after"),
            // Jobs are handed out, and not published; confirmed by the broker.
            new Step("dispatch", "dispatcher.takeDue:after"),
            new Step("dispatch", "dispatcher.publish:after"),
            // The job is claimed; its document opened; a batch embedded, and not stored.
            new Step("work", "leases.claim:after"),
            new Step("work", "documentReader.open:after"),
            new Step("work", "embedder.embed:after"));

    /** each process ends itself, as by {@code kill -9}, between two steps. W-9 has one more. */
    @Test
    void everyAcceptedDocumentIsCompletedOnceWhereverItsProcessIsKilled(Cluster cluster, Table table) throws Exception {
        var client = new Client(cluster.intake().api(), 5);
        Map<Step, Integer> kills = Halts.at(
                STEPS.subList(0, Form.count("steps", 4, STEPS.size())), Form.count("halts", 1, 20), cluster, client);
        System.out.println("Kills: " + kills);
        cluster.restore();
        client.awaitUploads();
        IntSummaryStatistics counts =
                kills.values().stream().mapToInt(count -> count).summaryStatistics();
        Row row = Verdict.whenDrained(cluster, client)
                .row(
                        "Q-2",
                        "%d kills between steps, at least %d at each of %d"
                                .formatted(counts.getSum(), counts.getMin(), kills.size()),
                        // A key whose process died is taken until its claim ends.
                        List.of(Journal.BROKEN, 409, 503),
                        0,
                        "");
        table.expectNothingLostOrDoubled(row);
    }
}
