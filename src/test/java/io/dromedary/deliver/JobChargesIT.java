package io.dromedary.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.Ledger;
import io.dromedary.Together;
import io.dromedary.WithLedger;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.index.ContentHash;
import io.dromedary.index.EmbeddedChunk;
import io.dromedary.index.Generation;
import io.dromedary.index.Generations;
import io.dromedary.job.Claim;
import io.dromedary.job.Progress;
import io.dromedary.job.Quota;
import io.dromedary.job.Quota.Period;
import io.dromedary.job.Quota.Resource;
import io.dromedary.job.QuotaLimits;
import io.dromedary.job.QuotaUse;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@WithLedger
class JobChargesIT {

    private static final int BYTES = "content".length();

    @Autowired
    private Ledger ledger;

    @Autowired
    private ChunkWriter writer;

    @Autowired
    private JobCompletion completion;

    @Autowired
    private JobFailure failures;

    @Autowired
    private Generations generations;

    private Generation generation;

    @Autowired
    private QuotaLimits limits;

    private final Failure passing = new Failure.Transient(ErrorCode.STORE_UNAVAILABLE, "away");
    private final Failure lasting = new Failure.Permanent(ErrorCode.DOCUMENT_CORRUPT, "broken");
    private UUID tenant = new UUID(0, 0);

    @BeforeEach
    void newTenant() {
        generation = generations.active();
        tenant = ledger.newTenant();
        limits.set(
                tenant,
                List.of(
                        new Quota(Resource.BYTES, Period.MONTH, 1_000_000),
                        new Quota(Resource.DOCUMENTS, Period.DAY, 1_000),
                        new Quota(Resource.TOKENS, Period.DAY, 100)));
    }

    @Test
    void aRetryIsNotChargedForWhatTheFirstAttemptStored() {
        Claim first = ledger.claim(accept());
        store(first, 0, 10, 20);
        assertUsed(1, 30);
        assertThat(failures.record(first, passing)).isEqualTo(JobFailure.Outcome.RETRY);
        assertUsed(1, 30);

        Claim second = ledger.claim(first.jobId());
        store(second, 0, 10, 20);
        assertUsed(1, 30);
        store(second, 2, 5);
        assertUsed(1, 35);
        completion.complete(second, 0, List.of(), new Progress(0, 3, 35));
        assertUsed(1, 35);
    }

    @Test
    void completionSettlesWhatAnEarlierAttemptStoredBeyondTheDocument() {
        Claim first = ledger.claim(accept());
        store(first, 0, 10, 20, 30);
        failures.record(first, passing);

        Claim second = ledger.claim(first.jobId());
        store(second, 0, 40);
        completion.complete(second, 0, List.of(), new Progress(0, 1, 40));
        assertUsed(1, 40);
    }

    @Test
    void aDocumentWithMoreTokensThanAreLeftFailsAndGivesEverythingBack() {
        Claim claim = ledger.claim(accept());
        store(claim, 0, 60);
        Failure refusal = refusal(() -> store(claim, 1, 41));

        assertThat(refusal.code()).isEqualTo(ErrorCode.QUOTA_EXCEEDED);
        assertThat(failures.record(claim, refusal)).isEqualTo(JobFailure.Outcome.FAILED);
        assertUsed(0, 0);
    }

    @Test
    void aDeadJobGivesEverythingBack() {
        UUID job = accept();
        Claim claim = ledger.claim(job);
        for (JobFailure.Outcome outcome = failures.record(claim, passing);
                outcome == JobFailure.Outcome.RETRY;
                outcome = failures.record(claim, passing)) {
            claim = ledger.claim(job);
            store(claim, 0, 10);
            assertUsed(1, 10);
        }
        assertThat(status(job)).isEqualTo("dead");
        assertUsed(0, 0);
    }

    @Test
    void endingsThatRaceRefundOnce() throws Exception {
        accept();
        int jobCount = 40;
        int endings = 0;
        for (int i = 0; i < jobCount; i++) {
            Claim claim = ledger.claim(accept());
            store(claim, 0, 10);
            List<JobFailure.Outcome> outcomes = Together.call(4, () -> failures.record(claim, lasting));
            endings += (int) outcomes.stream()
                    .filter(outcome -> outcome == JobFailure.Outcome.FAILED)
                    .count();
        }
        System.out.printf(
                "refunds: jobs %d, attempts %d, endings %d, documents still charged %d, tokens still charged %d%n",
                jobCount, jobCount * 4, endings, used(Resource.DOCUMENTS) - 1, used(Resource.TOKENS));
        assertThat(endings).isEqualTo(jobCount);
        assertUsed(1, 0);
    }

    @Test
    void aCompletionThatRacesAFailureIsEitherChargedOrRefunded() throws Exception {
        int completed = 0;
        for (int i = 0; i < 20; i++) {
            UUID job = accept();
            Claim claim = ledger.claim(job);
            store(claim, 0, 1);
            boolean[] turns = {true, false};
            int[] next = {0};
            Together.call(2, () -> {
                boolean complete;
                synchronized (next) {
                    complete = turns[next[0]++];
                }
                return complete ? completes(claim) : failures.record(claim, lasting);
            });
            completed += "completed".equals(status(job)) ? 1 : 0;
        }
        assertUsed(completed, completed);
    }

    private Object completes(Claim claim) {
        try {
            completion.complete(claim, 0, List.of(), new Progress(0, 1, 1));
            return "completed";
        } catch (Failure.Permanent late) {
            return late.code();
        }
    }

    private UUID accept() {
        return ledger.newJob(tenant).jobId();
    }

    /** Stores a chunk for each number of tokens. */
    private void store(Claim claim, int firstOrdinal, int... tokens) {
        writer.store(
                claim,
                generation,
                IntStream.range(0, tokens.length)
                        .mapToObj(i -> chunk(firstOrdinal + i, tokens[i]))
                        .toList());
    }

    private EmbeddedChunk chunk(int ordinal, int tokens) {
        String text = "chunk " + ordinal;
        return new EmbeddedChunk(
                ordinal,
                text,
                ordinal * 10,
                ordinal * 10 + text.length(),
                0,
                0,
                List.of(),
                tokens,
                ContentHash.of(text),
                new float[generation.dimensions()]);
    }

    private static Failure refusal(Runnable action) {
        Failure[] caught = new Failure[1];
        assertThatThrownBy(action::run).isInstanceOfSatisfying(Failure.Permanent.class, failure -> caught[0] = failure);
        return Objects.requireNonNull(caught[0]);
    }

    private @Nullable Object status(UUID job) {
        return ledger.job(job).get("status");
    }

    private void assertUsed(long documents, long tokens) {
        assertThat(limits.of(tenant)).extracting(QuotaUse::used).containsExactly(documents * BYTES, documents, tokens);
    }

    private long used(Resource resource) {
        return limits.of(tenant).stream()
                .filter(use -> use.resource() == resource)
                .mapToLong(QuotaUse::used)
                .sum();
    }
}
