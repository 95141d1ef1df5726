package io.dromedary.erase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.Ledger;
import io.dromedary.Together;
import io.dromedary.WithLedger;
import io.dromedary.deliver.ChunkWriter;
import io.dromedary.deliver.JobCancellation;
import io.dromedary.deliver.JobCompletion;
import io.dromedary.deliver.JobFailure;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.index.ContentHash;
import io.dromedary.index.EmbeddedChunk;
import io.dromedary.index.Embeddings;
import io.dromedary.index.Generation;
import io.dromedary.job.Accepted;
import io.dromedary.job.Claim;
import io.dromedary.job.Jobs;
import io.dromedary.job.Progress;
import io.dromedary.store.ObjectStore;
import io.dromedary.tenant.Tenant;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whatever is being done for a document, nothing of it is left once it is erased. */
@WithLedger
class ErasureIT {

    private static final String NAME = "the-document";

    @Autowired
    private Erasures erasures;

    @Autowired
    private Expiry expiry;

    @Autowired
    private Belongings belongings;

    @Autowired
    private ChunkWriter writer;

    @Autowired
    private JobCompletion completion;

    @Autowired
    private JobFailure failures;

    @Autowired
    private JobCancellation cancellation;

    @Autowired
    private Embeddings embeddings;

    @Autowired
    private Jobs jobs;

    @Autowired
    private ObjectStore store;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Ledger ledger;

    private Generation generation;
    private Tenant tenant = new Tenant(new UUID(0, 0), "");

    @BeforeEach
    void newTenant() {
        ledger.clearLine();
        generation = new Generation(1, embeddings.space("test", "1", "", 2), "");
        UUID id = ledger.newTenant();
        tenant = new Tenant(id, id.toString());
        jdbc.sql("""
                        insert into quota (tenant_id, resource, period, allowed, starts_on)
                        select :tenant, resource, 'month', 1000, period_start('month')
                        from unnest(array ['bytes', 'documents', 'tokens']) as resource""").param("tenant", id).update();
    }

    @AfterEach
    void clearLine() {
        ledger.clearLine();
    }

    /** In which state a job is met. */
    enum State {
        QUEUED,
        HANDED_OUT,
        RUNNING,
        WAITING_FOR_RETRY,
        COMPLETED,
        FAILED,
        CANCELLED,
        DEAD
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLeftInAnyStateOfTheJob(State state) {
        Accepted accepted = accept();
        String object = objectOf(accepted);
        store.put(object, new ByteArrayInputStream(new byte[] {1}), OptionalLong.of(1));
        Claim claim = bring(accepted, state);

        Receipt receipt =
                erasures.erase(tenant, accepted.documentId().toString()).receipt();

        assertNothingIsLeftOf(accepted);
        assertThat(store.exists(object)).isFalse();
        assertThat(ledger.count("object_removal where object_key = ?", object)).isZero();
        assertThat(receipt.complete()).as(receipt.toString()).isTrue();
        assertThat(receipt.remaining().values()).containsOnly(0L);
        assertThat(receipt.remaining())
                .containsKeys("document", "document_version", "job", "job_event", "idempotency_key", "chunk");
        assertThat(receipt.removed())
                .containsEntry("document", 1L)
                .containsEntry("job", 1L)
                .containsEntry("idempotency_key", 1L)
                .containsEntry("objects", 1L);
        if (state == State.COMPLETED) {
            assertThat(receipt.removed()).containsEntry("chunk", 2L).containsEntry("embedding", 2L);
            assertThat(used("documents")).isEqualTo(1);
        } else {
            assertThat(used("documents")).isZero();
        }
        if (claim != null) {
            assertRefused(claim);
        }
    }

    private @Nullable Claim bring(Accepted accepted, State state) {
        if (state == State.QUEUED) {
            return null;
        }
        if (state == State.HANDED_OUT) {
            ledger.set(accepted.jobId(), "handed_at = now(), due_at = now() + interval '1 minute'");
            return null;
        }
        Claim claim = ledger.claim(accepted.jobId());
        writer.store(claim, generation, chunks("own"));
        switch (state) {
            case WAITING_FOR_RETRY ->
                failures.record(claim, new Failure.Transient(ErrorCode.STORE_UNAVAILABLE, "away"));
            case COMPLETED -> completion.complete(claim, 0, List.of(), new Progress(0, 2, 6));
            case FAILED -> failures.record(claim, new Failure.Permanent(ErrorCode.DOCUMENT_CORRUPT, "no such page"));
            case DEAD -> failures.record(claim, new Failure.Permanent(ErrorCode.WORKER_LOST, "gone"));
            case CANCELLED -> cancellation.cancel(tenant.id(), accepted.jobId().toString());
            default -> {}
        }
        return claim;
    }

    private void assertRefused(Claim late) {
        assertLost(() -> writer.store(late, generation, chunks("late")));
        assertLost(() -> completion.complete(late, 0, List.of(), new Progress(0, 2, 6)));
        assertThat(failures.record(late, new IllegalStateException())).isEqualTo(JobFailure.Outcome.TOO_LATE);
        assertThat(ledger.count("chunk where tenant_id = ?", tenant.id())).isZero();
        assertThat(ledger.count("embedding where tenant_id = ?", tenant.id())).isZero();
    }

    @Test
    void theVectorsThatAnotherDocumentNeedsStay() {
        Accepted erased = complete("shared");
        Accepted kept = complete("shared");

        Receipt receipt = erasures.erase(tenant, erased.documentId().toString()).receipt();

        assertThat(receipt.removed()).doesNotContainKey("embedding").containsEntry("chunk", 2L);
        assertThat(ledger.count("embedding where tenant_id = ?", tenant.id())).isEqualTo(2);
        assertThat(ledger.count("chunk where document_id = ?", kept.documentId()))
                .isEqualTo(2);
    }

    /** As a later release might add: a table of its own, and one that hangs on that. */
    @Test
    void tablesThatNobodyKnewOfAreCountedToo() {
        Accepted accepted = accept();
        jdbc.sql("create table note (id integer primary key, document_id uuid references document on delete cascade)")
                .update();
        jdbc.sql("create table note_line (line integer, note_id integer references note on delete cascade)")
                .update();
        try {
            jdbc.sql("insert into note values (1, ?)")
                    .param(accepted.documentId())
                    .update();
            jdbc.sql("insert into note_line values (1, 1), (2, 1)").update();

            Receipt receipt =
                    erasures.erase(tenant, accepted.documentId().toString()).receipt();

            assertThat(receipt.removed()).containsEntry("note", 1L).containsEntry("note_line", 2L);
            assertThat(receipt.remaining()).containsEntry("note", 0L).containsEntry("note_line", 0L);
        } finally {
            jdbc.sql("drop table note_line").update();
            jdbc.sql("drop table note").update();
        }
    }

    @Test
    void allVersionsGoAndTheirJobs() {
        complete(ledger.newVersion(tenant.id(), NAME), "one");
        complete(ledger.newVersion(tenant.id(), NAME), "two");
        Accepted third = ledger.newVersion(tenant.id(), NAME);

        Receipt receipt = erasures.eraseNamed(tenant, "externalId=" + NAME).receipt();

        assertThat(receipt.subjectId()).isEqualTo(third.documentId());
        assertThat(receipt.removed()).containsEntry("document_version", 3L).containsEntry("job", 3L);
        assertNothingIsLeftOf(third);
    }

    @Test
    void erasingAgainIsAnsweredWithTheSameReceipt() {
        Accepted accepted = ledger.newVersion(tenant.id(), NAME);
        UUID first = erasures.erase(tenant, accepted.documentId().toString())
                .receipt()
                .erasureId();
        assertThat(erasures.erase(tenant, accepted.documentId().toString())
                        .receipt()
                        .erasureId())
                .isEqualTo(first);
        assertThat(erasures.eraseNamed(tenant, "externalId=" + NAME).receipt().erasureId())
                .isEqualTo(first);
    }

    @Test
    void anUploadThatBeganBeforeTheErasureOfItsNameIsRefused() {
        Accepted accepted = ledger.newVersion(tenant.id(), NAME);
        erasures.erase(tenant, accepted.documentId().toString());

        assertThatThrownBy(
                        () -> jobs.accept(Ledger.wish(tenant.id(), "k1", "content", NAME), Duration.ofMinutes(5), null))
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.DOCUMENT_ERASED));
        assertThat(ledger.count("document where tenant_id = ?", tenant.id())).isZero();
        assertThat(ledger.count("idempotency_key where tenant_id = ?", tenant.id()))
                .isZero();
        assertThat(jobs.accept(Ledger.wish(tenant.id(), "k1", "content", NAME), Duration.ZERO, null)
                        .documentId())
                .isNotEqualTo(accepted.documentId());
    }

    /** A worker, a client that sends the next version, and whoever erases, all at once. */
    @RepeatedTest(20)
    void whoeverComesInBetweenLeavesNothing() throws Exception {
        Accepted accepted = ledger.newVersion(tenant.id(), NAME);
        Claim claim = ledger.claim(accepted.jobId());
        AtomicInteger turn = new AtomicInteger();
        Together.call(3, () -> {
            switch (turn.getAndIncrement()) {
                case 0 -> erasures.erase(tenant, accepted.documentId().toString());
                case 1 -> {
                    try {
                        writer.store(claim, generation, chunks("own"));
                        completion.complete(claim, 0, List.of(), new Progress(0, 2, 6));
                    } catch (Failure lost) {
                        assertThat(lost.code()).isEqualTo(ErrorCode.LEASE_LOST);
                    }
                }
                default -> {
                    try {
                        jobs.accept(
                                Ledger.wish(tenant.id(), UUID.randomUUID().toString(), "content", NAME),
                                Duration.ofMinutes(5),
                                null);
                    } catch (Failure erased) {
                        assertThat(erased.code()).isEqualTo(ErrorCode.DOCUMENT_ERASED);
                    }
                }
            }
            return true;
        });
        assertNothingIsLeftOf(accepted);
        assertThat(ledger.count("document where tenant_id = ?", tenant.id())).isZero();
        assertThat(ledger.count("embedding where tenant_id = ?", tenant.id())).isZero();
        assertThat(erasures.erase(tenant, accepted.documentId().toString())
                        .receipt()
                        .complete())
                .isTrue();
    }

    @Test
    void documentsLiveAsLongAsTheirTenantWants() {
        Accepted old = complete("old");
        Accepted young = complete("young");
        age(old, 11);
        age(young, 9);
        assertThat(expire()).isZero();

        jdbc.sql("update tenant set document_days = 10 where id = ?")
                .param(tenant.id())
                .update();
        expire();

        assertNothingIsLeftOf(old);
        assertThat(ledger.count("document where id = ?", young.documentId())).isEqualTo(1);
        assertThat(erasures.erase(tenant, old.documentId().toString()).receipt().actor())
                .isEqualTo(Actor.RETENTION);
    }

    private long expire() {
        expiry.expire();
        return ledger.count("erasure where tenant_id = ?", tenant.id());
    }

    private void age(Accepted accepted, int days) {
        jdbc.sql("update document set created_at = now() - make_interval(days => :days) where id = :id")
                .param("days", days)
                .param("id", accepted.documentId())
                .update();
        jdbc.sql(
                        "update document_version set created_at = now() - make_interval(days => :days) where document_id = :id")
                .param("days", days)
                .param("id", accepted.documentId())
                .update();
    }

    @Test
    void aTenantGoesWithEverythingItHas() {
        Accepted done = complete("own");
        store.put(objectOf(done), new ByteArrayInputStream(new byte[] {1}), OptionalLong.of(1));
        Claim running = ledger.claim(accept().jobId());
        writer.store(running, generation, chunks("staged"));
        accept();

        Receipt receipt = erasures.eraseTenant(tenant.name()).receipt();

        assertThat(receipt.complete()).as(receipt.toString()).isTrue();
        assertThat(receipt.removed())
                .containsEntry("tenant", 1L)
                .containsEntry("document", 3L)
                .containsEntry("quota", 3L);
        for (String table : jdbc.sql("""
                        select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
                        where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
                          and a.attname = 'tenant_id' and c.relname not in ('erasure', 'object_removal', 'audit_record')""").query(String.class).list()) {
            assertThat(ledger.count(table + " where tenant_id = ?", tenant.id()))
                    .as(table)
                    .isZero();
        }
        assertThat(store.count(tenant.id() + "/")).isZero();
        assertLost(() -> writer.store(running, generation, chunks("late")));
    }

    /** Workers and clients of a tenant go on while it is erased. */
    @RepeatedTest(10)
    void nothingOfATenantIsEnteredBehindItsErasure() throws Exception {
        Claim claim = ledger.claim(accept().jobId());
        AtomicInteger turn = new AtomicInteger();
        Together.call(4, () -> {
            switch (turn.getAndIncrement()) {
                case 0 ->
                    assertThat(erasures.eraseTenant(tenant.name()).receipt().remaining())
                            .isNotEmpty();
                case 1 ->
                    orRefused(() -> {
                        writer.store(claim, generation, chunks("own"));
                        completion.complete(claim, 0, List.of(), new Progress(0, 2, 6));
                    });
                default -> orRefused(this::accept);
            }
            return true;
        });
        assertThat(belongings.ofTenant(tenant.id()).values()).containsOnly(0L);
    }

    /** Whoever comes too late finds no job, or no tenant. */
    private static void orRefused(Runnable write) {
        try {
            write.run();
        } catch (Failure refused) {
            assertThat(refused.code()).isEqualTo(ErrorCode.LEASE_LOST);
        } catch (DataAccessException refused) {
            assertThat(refused)
                    .isInstanceOfAny(DataIntegrityViolationException.class, PessimisticLockingFailureException.class);
        }
    }

    private Accepted accept() {
        return jobs.accept(Ledger.wish(tenant.id(), UUID.randomUUID().toString(), "content"));
    }

    private Accepted complete(String text) {
        return complete(accept(), text);
    }

    private Accepted complete(Accepted accepted, String text) {
        Claim claim = ledger.claim(accepted.jobId());
        writer.store(claim, generation, chunks(text));
        completion.complete(claim, 0, List.of(), new Progress(0, 2, 6));
        return accepted;
    }

    private String objectOf(Accepted accepted) {
        return ledger.value(
                String.class, "select object_key from document_version where document_id = ?", accepted.documentId());
    }

    private long used(String resource) {
        return ledger.value(
                Long.class, "select used from quota where tenant_id = ? and resource = ?", tenant.id(), resource);
    }

    private void assertNothingIsLeftOf(Accepted accepted) {
        for (String table : List.of("document_version", "job", "chunk", "keyword_document", "keyword_posting")) {
            assertThat(ledger.count(table + " where document_id = ?", accepted.documentId()))
                    .as(table)
                    .isZero();
        }
        for (String table : List.of("job_event", "idempotency_key", "job_charge")) {
            assertThat(ledger.count(table + " where job_id = ?", accepted.jobId()))
                    .as(table)
                    .isZero();
        }
    }

    private static List<EmbeddedChunk> chunks(String text) {
        return List.of(chunk(0, text + " first"), chunk(1, text + " second"));
    }

    private static EmbeddedChunk chunk(int ordinal, String text) {
        return new EmbeddedChunk(
                ordinal, text, ordinal, ordinal + 1, 0, 0, List.of(), 3, ContentHash.of(text), new float[] {1, 0});
    }

    private static void assertLost(ThrowingCallable write) {
        assertThatThrownBy(write)
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.LEASE_LOST));
    }
}
