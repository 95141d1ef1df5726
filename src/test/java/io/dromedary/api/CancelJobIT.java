package io.dromedary.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.dromedary.api.ApiWorld.Client;
import io.dromedary.deliver.ChunkWriter;
import io.dromedary.deliver.JobCompletion;
import io.dromedary.deliver.JobFailure;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.index.Generation;
import io.dromedary.index.Generations;
import io.dromedary.job.Claim;
import io.dromedary.job.Endings;
import io.dromedary.job.Leases;
import io.dromedary.job.Progress;
import io.dromedary.ledger.LedgerScope;
import io.dromedary.store.ObjectStore;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Whenever a job is cancelled, nothing of it is left for anyone to see, and nobody works on. */
@WithJobsApi
class CancelJobIT {

    private static final String TEXT = "# Oases\n\nOasis number 0 lies behind the dunes.";

    @Autowired
    private ApiWorld world;

    @Autowired
    private Leases leases;

    @Autowired
    private Endings endings;

    @Autowired
    private ChunkWriter writer;

    @Autowired
    private JobCompletion completion;

    @Autowired
    private JobFailure failure;

    @Autowired
    private Generations generations;

    private Generation generation;

    @Autowired
    private ObjectStore store;

    @Autowired
    private GatedSteps steps;

    @Autowired
    private CamelContext camel;

    private Client client;
    private UUID job = new UUID(0, 0);

    @BeforeEach
    void upload() throws Exception {
        generation = generations.active();
        world.clearLine();
        client = world.newClient();
        job = client.upload(TEXT);
    }

    @Test
    void aWaitingJobIsNeverHandedOut() throws Exception {
        assertCancelled(client.delete(job));
        assertThat(world.handOut()).doesNotContain(job);
        assertThat(world.events(job)).containsExactly("queued client", "cancelled client");
    }

    @Test
    void aJobWhoseIdLiesInTheBrokerIsNotClaimed() throws Exception {
        assertThat(world.handOut()).contains(job);
        assertCancelled(client.delete(job));
        assertThat(leases.claim(job)).isNull();
    }

    @Test
    void aJobInBackoffGetsNoOtherAttempt() throws Exception {
        Claim claim = world.claim(job);
        endings.retry(claim, new Failure.Transient(ErrorCode.STORE_UNAVAILABLE, "away"));
        assertThat(client.job(job).path("dueAt").asText()).isNotEmpty();
        assertCancelled(client.delete(job));
        world.set(job, "handed_at = now()");
        assertThat(leases.claim(job)).isNull();
        assertThat(client.job(job).path("dueAt").isNull()).isTrue();
    }

    @Test
    void whoFetchesTheDocumentMayNotStoreItsFirstBatch() throws Exception {
        Claim claim = world.claim(job);
        assertThat(client.job(job).path("stage").asText()).isEqualTo("fetching");
        assertCancelled(client.delete(job));
        assertOver(() -> writer.store(claim, generation, ApiWorld.batch(0)));
        assertNothingLeft();
    }

    @Test
    void whatIsStoredGoesAndWhatComesLaterIsRefused() throws Exception {
        Claim claim = world.claim(job);
        writer.store(claim, generation, ApiWorld.batch(0));
        leases.report(claim, new Progress(0, 20, 180));
        assertCancelled(client.delete(job));
        assertNothingLeft();
        assertOver(() -> writer.store(claim, generation, ApiWorld.batch(20)));
        leases.report(claim, new Progress(0, 40, 360));
        assertThat(failure.record(claim, new Failure.Transient(ErrorCode.STORE_UNAVAILABLE, "away")))
                .isEqualTo(JobFailure.Outcome.TOO_LATE);
        assertThat(client.job(job).path("status").asText()).isEqualTo("cancelled");
        assertThat(client.job(job).at("/progress/chunks").asInt()).isEqualTo(20);
        assertNothingLeft();
    }

    @Test
    void aJobThatOnlyLacksItsCompletionIsNotCompleted() throws Exception {
        Claim claim = world.claim(job);
        writer.store(claim, generation, ApiWorld.batch(0));
        assertCancelled(client.delete(job));
        assertOver(() -> completion.complete(claim, 0, List.of(), new Progress(0, 20, 180)));
        assertNothingLeft();
    }

    @Test
    void aCompletedJobKeepsItsDocument() throws Exception {
        Claim claim = world.claim(job);
        writer.store(claim, generation, ApiWorld.batch(0));
        completion.complete(claim, 0, List.of(), new Progress(0, 20, 180));
        HttpResponse<String> answer = client.delete(job);
        assertThat(client.body(answer, 409).path("code").asText()).isEqualTo("job_is_over");
        assertThat(client.hits("Where is oasis number 0?")).isEqualTo(20);
        assertThat(world.originals(client.tenant)).hasSize(1);
    }

    @Test
    void theSecondTimeNothingChangesButTheOriginalIsRemovedAgain() throws Exception {
        String key = world.originals(client.tenant).get(0);
        JsonNode first = assertCancelled(client.delete(job));
        store.put(key, new ByteArrayInputStream(new byte[1]), OptionalLong.of(1));
        assertThat(assertCancelled(client.delete(job))).isEqualTo(first);
        assertThat(world.events(job)).hasSize(2);
    }

    @Test
    void otherTenantsLearnNothingAndChangeNothing() throws Exception {
        Client other = world.newClient();
        HttpResponse<String> foreign = other.delete(job);
        HttpResponse<String> unknown = other.delete(UUID.randomUUID());
        assertThat(foreign.statusCode()).isEqualTo(404).isEqualTo(unknown.statusCode());
        assertThat(foreign.body()).isEqualTo(unknown.body());
        assertThat(client.job(job).path("status").asText()).isEqualTo("queued");
        assertThat(world.originals(client.tenant)).hasSize(1);
    }

    @Test
    void ofCompletionAndCancelOneWinsAndTheChargesAgree() throws Exception {
        assertCancelled(client.delete(job));
        world.limit(client.tenant);
        long completed = 0;
        long cancelled = 0;
        for (int i = 0; i < 200; i++) {
            job = client.upload(TEXT);
            Claim claim = world.claim(job);
            writer.store(claim, generation, ApiWorld.batch(0));
            // A request takes longer to arrive than a call, so the call is held back more and more.
            long head = TimeUnit.MICROSECONDS.toNanos(50L * i);
            int status = race(
                    () -> {
                        LockSupport.parkNanos(head);
                        completion.complete(claim, 0, List.of(), new Progress(0, 20, 180));
                        return null;
                    },
                    () -> client.delete(job).statusCode());
            assertThat(status).isIn(200, 409);
            assertThat(client.job(job).path("status").asText()).isEqualTo(status == 200 ? "cancelled" : "completed");
            completed += status == 409 ? 1 : 0;
            cancelled += status == 200 ? 1 : 0;
        }
        System.out.printf("cancel against complete: attempts 200, completed %d, cancelled %d%n", completed, cancelled);
        assertThat(completed + cancelled).isEqualTo(200);
        assertThat(world.count("chunk where tenant_id = ?", client.tenant)).isEqualTo(20 * completed);
        assertThat(world.originals(client.tenant)).hasSize((int) completed);
        assertThat(world.used(client.tenant, "documents")).isEqualTo(completed);
        assertThat(world.used(client.tenant, "bytes")).isEqualTo(completed * TEXT.length());
        assertThat(world.used(client.tenant, "tokens")).isEqualTo(completed * 180);
        assertThat(world.count("job_charge where tenant_id = ?", client.tenant)).isEqualTo(3 * completed);
    }

    @RepeatedTest(5)
    void whatIsStoredAtTheSameMomentDoesNotStay() throws Exception {
        Claim claim = world.claim(job);
        int status = race(
                () -> {
                    writer.store(claim, generation, ApiWorld.batch(0));
                    return null;
                },
                () -> client.delete(job).statusCode());
        assertThat(status).isEqualTo(200);
        assertNothingLeft();
    }

    /** The real worker, stopped before a step of its work, then free for the next document. */
    @ParameterizedTest
    @CsvSource({
        "fetch-small, 1, 1",
        "fetch-original, 1, 80",
        "embed-batch, 1, 1",
        "stage-batch, 1, 1",
        "embed-batch, 2, 30",
        "stage-batch, 2, 30",
        "complete, 1, 1"
    })
    void aWorkerStopsAtWhicheverStepItIs(String step, int time, int oases) throws Exception {
        world.clearLine();
        steps.shut(step, time);
        camel.getRouteController().startRoute("dispatch-jobs");
        camel.getRouteController().startRoute("process-document");
        try {
            client = world.newClient();
            job = client.upload(oases(oases));
            steps.awaitReached();
            assertCancelled(client.delete(job));
            assertNothingLeft();
            steps.open();
            Client next = world.newClient();
            UUID nextJob = next.upload(TEXT);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> next.job(nextJob).path("status").asText().equals("completed"));
            assertThat(world.events(job)).hasSize(3).last().isEqualTo("cancelled client");
            assertNothingLeft();
        } finally {
            steps.open();
            camel.getRouteController().stopRoute("dispatch-jobs");
            camel.getRouteController().stopRoute("process-document");
        }
    }

    private static String oases(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "## Oasis %d\n\n%s"
                        .formatted(
                                i,
                                "Its water is number %d of all. ".formatted(i).repeat(8)))
                .collect(Collectors.joining("\n\n"));
    }

    /** Both begin at the same moment; what the second returns. */
    private static <T> T race(Callable<?> first, Callable<T> second) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            CyclicBarrier start = new CyclicBarrier(2);
            Future<?> one = pool.submit(() -> {
                start.await();
                return LedgerScope.ofAllTenants(first::call);
            });
            Future<T> other = pool.submit(() -> {
                start.await();
                return LedgerScope.ofAllTenants(second::call);
            });
            try {
                one.get();
            } catch (java.util.concurrent.ExecutionException e) {
                assertThat(e.getCause())
                        .isInstanceOfSatisfying(
                                Failure.class,
                                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.LEASE_LOST));
            }
            return other.get();
        } finally {
            pool.shutdownNow();
        }
    }

    private JsonNode assertCancelled(HttpResponse<String> answer) throws Exception {
        JsonNode view = client.body(answer, 200);
        assertThat(view.path("status").asText()).isEqualTo("cancelled");
        assertThat(view.path("stage").asText()).isEqualTo("finished");
        assertThat(view.path("finishedAt").asText()).isNotEmpty();
        assertThat(view.path("queue").isNull()).isTrue();
        assertThat(world.originals(client.tenant)).isEmpty();
        return view;
    }

    private void assertNothingLeft() throws Exception {
        assertThat(world.count("chunk where tenant_id = ?", client.tenant)).isZero();
        assertThat(world.count("embedding where tenant_id = ?", client.tenant)).isZero();
        assertThat(world.originals(client.tenant)).isEmpty();
        assertThat(client.hits("Where is oasis number 0?")).isZero();
    }

    private static void assertOver(ThrowingCallable write) {
        assertThatThrownBy(write)
                .isInstanceOfSatisfying(
                        Failure.class, refused -> assertThat(refused.code()).isEqualTo(ErrorCode.LEASE_LOST));
    }
}
