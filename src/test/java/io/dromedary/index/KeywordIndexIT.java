package io.dromedary.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dromedary.Ledger;
import io.dromedary.Together;
import io.dromedary.WithLedger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@WithLedger
class KeywordIndexIT {

    private static final List<String> VOCABULARY =
            List.of("sand", "well", "camel", "night", "star", "oasis", "tent", "goat", "salt", "wind");

    private final Random random = new Random(11);

    @Autowired
    private Chunks chunks;

    @Autowired
    private KeywordIndex keywords;

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

    /** BM25 as the formula says it, over all chunks of all published documents. */
    private static final class Reference {

        private final Map<ChunkKey, List<String>> published = new HashMap<>();

        double score(String question, ChunkKey key) {
            List<String> words = published.getOrDefault(key, List.of());
            double mean =
                    published.values().stream().mapToInt(List::size).average().orElse(1);
            double score = 0;
            for (String term : Terms.of(question)) {
                long n = published.values().stream()
                        .filter(chunk -> chunk.contains(term))
                        .count();
                long f = words.stream().filter(term::equals).count();
                double idf = Math.log(1 + (published.size() - n + 0.5) / (n + 0.5));
                score += f == 0 ? 0 : idf * f * 1.9 / (f + 0.9 * (0.6 + 0.4 * words.size() / mean));
            }
            return score;
        }
    }

    @Test
    void scoresAsThePlainFormulaDoesWhateverIsPublishedReplacedStagedOrDeleted() {
        Reference reference = new Reference();
        List<DocumentVersion> documents = new ArrayList<>();
        for (int step = 0; step < 40; step++) {
            int action = random.nextInt(10);
            if (documents.isEmpty() || action < 5) {
                DocumentVersion document = newDocument(tenant);
                publish(document, texts(), reference);
                documents.add(document);
            } else if (action < 7) {
                int index = random.nextInt(documents.size());
                DocumentVersion next = newVersion(documents.get(index));
                forget(documents.get(index), reference);
                publish(next, texts(), reference);
                documents.set(index, next);
            } else if (action < 8) {
                DocumentVersion next = newVersion(documents.get(random.nextInt(documents.size())));
                stage(next, texts());
                transaction.executeWithoutResult(status -> chunks.discard(next));
                jdbc.sql("delete from document_version where document_id = :document and version = :version")
                        .param("document", next.documentId())
                        .param("version", next.version())
                        .update();
            } else if (action < 9) {
                publish(newDocument(ledger.newTenant()), texts(), new Reference());
            } else {
                DocumentVersion gone = documents.remove(random.nextInt(documents.size()));
                forget(gone, reference);
                delete(gone);
            }
            compare(reference);
        }
    }

    private void compare(Reference reference) {
        String question = String.join(" ", words(3)) + " unheard";
        KeywordScores scores = scores(question, null);
        for (ChunkKey key : reference.published.keySet()) {
            assertThat(scores.bm25(key)).isCloseTo(reference.score(question, key), within(1e-9));
        }
        assertThat(reference.published.keySet()).containsAll(scores.best(10_000));
    }

    @Test
    void leavesNoRowBehindADocument() {
        DocumentVersion document = newDocument(tenant);
        publish(document, List.of("sand and stars"), new Reference());
        assertThat(ledger.count("keyword_posting where tenant_id = ?", tenant)).isEqualTo(3);
        delete(document);
        assertThat(ledger.count("keyword_posting where tenant_id = ?", tenant)).isZero();
        assertThat(ledger.count("keyword_document where tenant_id = ?", tenant)).isZero();
    }

    @Test
    void aVersionThatIsLateCountsForNothing() {
        DocumentVersion one = newDocument(tenant);
        DocumentVersion two = newVersion(one);
        publish(two, List.of("new sand"), new Reference());
        publish(one, List.of("old sand", "old well"), new Reference());
        assertThat(scores("old", null).best(10)).isEmpty();
        assertThat(scores("new", null).best(10)).containsExactly(new ChunkKey(two.documentId(), 2, 0));
    }

    @Test
    void findsNothingOfAnotherTenantAndCountsNothingOfIt() {
        publish(newDocument(ledger.newTenant()), List.of("sand", "sand", "well"), new Reference());
        DocumentVersion own = newDocument(tenant);
        publish(own, List.of("sand well"), new Reference());
        KeywordScores scores = scores("sand", null);
        assertThat(scores.best(10)).containsExactly(new ChunkKey(own.documentId(), 1, 0));
        assertThat(scores.bm25(new ChunkKey(own.documentId(), 1, 0))).isCloseTo(Math.log(4.0 / 3), within(1e-9));
    }

    @Test
    void looksInTheNamedDocumentsOnly() {
        DocumentVersion one = newDocument(tenant);
        DocumentVersion two = newDocument(tenant);
        publish(one, List.of("sand"), new Reference());
        publish(two, List.of("sand"), new Reference());
        assertThat(scores("sand", Set.of(two.documentId())).best(10))
                .containsExactly(new ChunkKey(two.documentId(), 1, 0));
        assertThat(scores("sand", Set.of()).best(10)).isEmpty();
    }

    @Test
    void prefersAChunkWhosePassageHasTheOtherWords() {
        DocumentVersion document = newDocument(tenant);
        List<EmbeddedChunk> batch = List.of(
                chunk(0, 0, "a well in the sand"), chunk(1, 0, "the oasis is near"), chunk(2, 3, "a well in the sand"));
        transaction.executeWithoutResult(status -> {
            chunks.stage(document, generation, batch);
            chunks.publish(document, 1, 3, List.of());
        });
        assertThat(scores("well oasis", null).best(3))
                .extracting(ChunkKey::ordinal)
                .containsSubsequence(0, 2);
    }

    @Test
    void countsTheHeaderOfAChunk() {
        DocumentVersion document = newDocument(tenant);
        EmbeddedChunk chunk = new EmbeddedChunk(
                0, 0, "| price |", "", "| 9 |", 0, 5, 0, 0, List.of(), 3, ContentHash.of("x"), new float[] {1, 0});
        transaction.executeWithoutResult(status -> {
            chunks.stage(document, generation, List.of(chunk));
            chunks.publish(document, 1, 1, List.of());
        });
        assertThat(scores("price", null).best(3)).hasSize(1);
    }

    @Test
    void nobodyWaitsForAnotherDocumentOfTheTenant() throws Exception {
        Together.call(4, () -> {
            for (int i = 0; i < 5; i++) {
                publish(newDocument(tenant), List.of("sand and wells", "wells and sand"), new Reference());
            }
            return true;
        });
        assertThat(scores("sand", null).best(1_000)).hasSize(40);
    }

    private KeywordScores scores(String question, @Nullable Set<UUID> within) {
        KeywordScores scores = transaction.execute(status -> keywords.scores(tenant, 1, Terms.of(question), within));
        assertThat(scores).isNotNull();
        return scores;
    }

    private List<String> texts() {
        return IntStream.range(0, 1 + random.nextInt(6))
                .mapToObj(i -> String.join(" ", words(1 + random.nextInt(12))))
                .toList();
    }

    private List<String> words(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> VOCABULARY.get(Math.min(random.nextInt(10), random.nextInt(10))))
                .toList();
    }

    private void publish(DocumentVersion document, List<String> texts, Reference reference) {
        stage(document, texts);
        transaction.executeWithoutResult(status -> chunks.publish(document, 1, texts.size(), List.of()));
        for (int i = 0; i < texts.size(); i++) {
            reference.published.put(new ChunkKey(document.documentId(), document.version(), i), Terms.of(texts.get(i)));
        }
    }

    private void stage(DocumentVersion document, List<String> texts) {
        List<EmbeddedChunk> batch = IntStream.range(0, texts.size())
                .mapToObj(i -> chunk(i, i / 2, texts.get(i)))
                .toList();
        transaction.executeWithoutResult(status -> chunks.stage(document, generation, batch));
    }

    private static EmbeddedChunk chunk(int ordinal, int passage, String text) {
        return new EmbeddedChunk(
                ordinal,
                passage,
                "",
                "",
                text,
                ordinal,
                ordinal + 1,
                0,
                0,
                List.of(),
                3,
                ContentHash.of(text),
                new float[] {0.6f, 0.8f});
    }

    private void forget(DocumentVersion document, Reference reference) {
        reference.published.keySet().removeIf(key -> key.documentId().equals(document.documentId()));
    }

    private void delete(DocumentVersion document) {
        jdbc.sql("delete from document_version where document_id = :document")
                .param("document", document.documentId())
                .update();
        jdbc.sql("delete from document where id = :document")
                .param("document", document.documentId())
                .update();
    }

    private DocumentVersion newDocument(UUID owner) {
        return new DocumentVersion(owner, ledger.newJob(owner).documentId(), 1);
    }

    private DocumentVersion newVersion(DocumentVersion old) {
        int version = jdbc.sql("""
                        insert into document_version
                            (document_id, version, tenant_id, object_key, media_type, size_bytes, sha256)
                        select document_id, max(version) + 1, tenant_id, :key, 'text/plain', 1, '\\x00'
                        from document_version where document_id = :document group by document_id, tenant_id
                        returning version""")
                .param("document", old.documentId())
                .param("key", UUID.randomUUID().toString())
                .query(Integer.class)
                .single();
        return new DocumentVersion(old.tenantId(), old.documentId(), version);
    }
}
