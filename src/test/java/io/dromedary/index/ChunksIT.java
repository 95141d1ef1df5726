package io.dromedary.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.Ledger;
import io.dromedary.Together;
import io.dromedary.WithLedger;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.error.Failures;
import io.dromedary.job.Accepted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionTemplate;

@WithLedger
class ChunksIT {

    @Autowired
    private Chunks chunks;

    @Autowired
    private PublishedChunks published;

    @Autowired
    private Embeddings embeddings;

    @Autowired
    private Ledger ledger;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    private Generation generation;
    private UUID tenant;

    @BeforeEach
    void newTenant() {
        generation = new Generation(1, embeddings.space("test", "1", "", 2), "");
        tenant = ledger.newTenant();
        ledger.clearLine();
    }

    @Test
    void nobodySeesAChunkBeforeItsVersionIsPublished() {
        DocumentVersion document = newDocument();
        stage(document, "a", "b");
        assertThat(seen(document)).isEmpty();
        publish(document, 2);
        assertThat(seen(document)).containsExactly("a", "b");
    }

    @Test
    void aNewVersionReplacesTheOldOneAtOnce() {
        DocumentVersion one = newDocument();
        stage(one, "a", "b", "c");
        publish(one, 3);
        DocumentVersion two = newVersion(one);
        stage(two, "A", "B");
        assertThat(seen(one)).containsExactly("a", "b", "c");
        assertThat(seen(two)).isEmpty();
        publish(two, 2);
        assertThat(seen(one)).isEmpty();
        assertThat(seen(two)).containsExactly("A", "B");
        assertThat(rows(one)).isZero();
    }

    @Test
    void anOlderVersionThatIsLateReplacesNothing() {
        DocumentVersion one = newDocument();
        DocumentVersion two = newVersion(one);
        stage(one, "old");
        stage(two, "new");
        publish(two, 1);
        publish(one, 1);
        assertThat(seen(two)).containsExactly("new");
        assertThat(rows(one)).isZero();
    }

    @Test
    void stagingTwiceIsAsStagingOnce() {
        DocumentVersion document = newDocument();
        stage(document, "a", "b");
        stage(document, "a", "b");
        publish(document, 2);
        assertThat(seen(document)).containsExactly("a", "b");
        assertThat(rows(document)).isEqualTo(2);
        assertThat(vectors()).isEqualTo(2);
    }

    @Test
    void whatAnEarlierAttemptCutDifferentlyIsReplaced() {
        DocumentVersion document = newDocument();
        stage(document, "a", "b", "c", "d");
        stage(document, "ab", "cd");
        publish(document, 2);
        assertThat(seen(document)).containsExactly("ab", "cd");
        assertThat(rows(document)).isEqualTo(2);
    }

    @Test
    void discardingRemovesTheChunksAndTheVectorsThatNothingElseUses() {
        DocumentVersion kept = newDocument();
        stage(kept, "shared", "own");
        publish(kept, 2);
        DocumentVersion discarded = newDocument();
        stage(discarded, "shared", "lost", "lost");
        discard(discarded);
        assertThat(rows(discarded)).isZero();
        assertThat(seen(kept)).containsExactly("shared", "own");
        assertThat(embeddings
                        .find(tenant, generation.space(), hashes("shared", "own", "lost"))
                        .keySet())
                .containsExactlyInAnyOrderElementsOf(hashes("shared", "own"));
    }

    @Test
    void discardingForOneTenantLeavesTheVectorsOfAnother() {
        DocumentVersion discarded = newDocument();
        stage(discarded, "same");
        UUID first = tenant;
        tenant = ledger.newTenant();
        DocumentVersion kept = newDocument();
        stage(kept, "same");
        discard(discarded);
        assertThat(embeddings.find(tenant, generation.space(), hashes("same"))).hasSize(1);
        assertThat(embeddings.find(first, generation.space(), hashes("same"))).isEmpty();
    }

    @Test
    void discardingWhatWasNeverStagedDoesNothing() {
        discard(newDocument());
        assertThat(vectors()).isZero();
    }

    @Test
    void keepsEveryFieldOfAChunk() {
        DocumentVersion document = newDocument();
        EmbeddedChunk chunk = new EmbeddedChunk(
                0,
                3,
                "head",
                "\n\n",
                "na\u00efve \ud83d\udc2a",
                5,
                12,
                3,
                4,
                List.of("A \"quoted\", {odd} heading", "B"),
                7,
                ContentHash.of("x"),
                vector());
        transaction.executeWithoutResult(status -> {
            chunks.stage(document, generation, List.of(chunk));
            chunks.publish(document, 1, 1, List.of());
        });
        ChunkKey key = new ChunkKey(document.documentId(), 1, 0);
        assertThat(published.find(tenant, 1, List.of(key)))
                .containsEntry(
                        key,
                        new PublishedChunks.PublishedChunk(
                                key,
                                3,
                                "head",
                                "\n\n",
                                chunk.text(),
                                5,
                                12,
                                List.of(3, 4),
                                List.of("A \"quoted\", {odd} heading", "B"),
                                7));
    }

    @Test
    void anotherTenantFindsNoChunkByItsId() {
        DocumentVersion document = newDocument();
        stage(document, "a");
        publish(document, 1);
        assertThat(published.find(ledger.newTenant(), 1, List.of(new ChunkKey(document.documentId(), 1, 0))))
                .isEmpty();
    }

    @Test
    void demandsTheTransactionOfItsCaller() {
        assertThatThrownBy(() -> chunks.publish(newDocument(), 1, 0, List.of()))
                .isInstanceOf(IllegalTransactionStateException.class);
    }

    @Test
    void sameTextsInAnyOrderMayBeStagedAtOnceWithoutADeadlock() throws Exception {
        List<String> texts = IntStream.range(0, 400).mapToObj(i -> "text " + i).toList();
        Queue<DocumentVersion> documents = new ConcurrentLinkedQueue<>();
        Stream.generate(this::newDocument).limit(4).forEach(documents::add);
        Together.call(4, () -> {
            List<String> order = new ArrayList<>(texts);
            Collections.rotate(order, 100 * documents.size());
            stage(documents.remove(), order.toArray(String[]::new));
            return true;
        });
        assertThat(vectors()).isEqualTo(400);
    }

    @Test
    void discardingAndStagingTheSameTextAtOnceLosesNothing() throws Exception {
        List<String> failures = new CopyOnWriteArrayList<>();
        Together.call(4, () -> {
            for (int i = 0; i < 40; i++) {
                DocumentVersion document = newDocument();
                try {
                    stage(document, "boilerplate", "more boilerplate");
                } catch (DataAccessException e) {
                    failures.add("stage");
                    assertThat(Failures.of(e)).isInstanceOf(Failure.Transient.class);
                }
                discard(document);
            }
            return 0;
        });
        // A stage that lost its vector to a discard is tried again; a discard always passes.
        assertThat(failures.size()).isLessThan(160);
        DocumentVersion last = newDocument();
        stage(last, "boilerplate");
        publish(last, 1);
        assertThat(seen(last)).containsExactly("boilerplate");
    }

    @Test
    void publishesNothingThatTheActiveGenerationLacks() {
        int other = jdbc.sql("insert into generation (model_id, chunking) values (:model, '') returning id")
                .param("model", generation.space().id())
                .query(Integer.class)
                .single();
        try {
            DocumentVersion document = newDocument();
            Generation late = new Generation(other, generation.space(), "");
            transaction.executeWithoutResult(status -> chunks.stage(document, late, batch("dune")));
            assertThatThrownBy(() ->
                            transaction.executeWithoutResult(status -> chunks.publish(document, other, 1, List.of())))
                    .isInstanceOfSatisfying(
                            Failure.Transient.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.GENERATION_CHANGED));
            transaction.executeWithoutResult(status -> chunks.stage(document, generation, batch("dune", "well")));
            transaction.executeWithoutResult(status -> chunks.publish(document, other, 1, List.of(1)));
            assertThat(seen(document)).containsExactly("dune", "well");
        } finally {
            jdbc.sql("delete from generation where id = :id").param("id", other).update();
        }
    }

    private DocumentVersion newDocument() {
        Accepted accepted = ledger.newJob(tenant);
        return new DocumentVersion(tenant, accepted.documentId(), 1);
    }

    private DocumentVersion newVersion(DocumentVersion old) {
        jdbc.sql("""
                        insert into document_version
                            (document_id, version, tenant_id, object_key, media_type, size_bytes, sha256)
                        select document_id, version + 1, tenant_id, object_key || '2', media_type, size_bytes, sha256
                        from document_version where document_id = :document and version = :version""")
                .param("document", old.documentId())
                .param("version", old.version())
                .update();
        return new DocumentVersion(tenant, old.documentId(), old.version() + 1);
    }

    private void stage(DocumentVersion document, String... texts) {
        transaction.executeWithoutResult(status -> chunks.stage(document, generation, batch(texts)));
    }

    private static List<EmbeddedChunk> batch(String... texts) {
        return IntStream.range(0, texts.length)
                .mapToObj(i -> new EmbeddedChunk(
                        i, texts[i], i, i + 1, 0, 0, List.of(), 3, ContentHash.of(texts[i]), vector()))
                .toList();
    }

    private void publish(DocumentVersion document, int count) {
        transaction.executeWithoutResult(status -> chunks.publish(document, 1, count, List.of()));
    }

    private void discard(DocumentVersion document) {
        transaction.executeWithoutResult(status -> chunks.discard(document));
    }

    private List<String> seen(DocumentVersion document) {
        return published.list(tenant, document.documentId(), document.version(), 0, 10).stream()
                .map(PublishedChunks.PublishedChunk::text)
                .toList();
    }

    private long rows(DocumentVersion document) {
        return ledger.count("chunk where document_id = ? and version = ?", document.documentId(), document.version());
    }

    private long vectors() {
        return ledger.count("embedding where tenant_id = ?", tenant);
    }

    private static List<ContentHash> hashes(String... texts) {
        return Arrays.stream(texts).map(ContentHash::of).toList();
    }

    private static float[] vector() {
        return new float[] {0.6f, 0.8f};
    }
}
