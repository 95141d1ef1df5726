package io.dromedary.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.dromedary.Together;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** What every index must find, and no other. */
abstract class VectorIndexContract {

    private static final int DIMENSIONS = 6;

    private final Random random = new Random(42);

    @Autowired
    private Chunks chunks;

    @Autowired
    private Embeddings embeddings;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private DataSource pool;

    @Autowired
    private PlatformTransactionManager transactions;

    private Generation generation;
    private VectorIndex index;
    private UUID tenant;

    /** An index of its own, over what is in the database. */
    abstract VectorIndex newIndex(Generation generation);

    @BeforeEach
    void newTenant() {
        generation = new Generation(1, embeddings.space("test", "1", "", DIMENSIONS), "");
        index = newIndex(generation);
        tenant = tenant();
    }

    private UUID tenant() {
        UUID id = UUID.randomUUID();
        jdbc.sql("insert into tenant (id, name) values (:id, :name)")
                .param("id", id)
                .param("name", id.toString())
                .update();
        return id;
    }

    private List<Neighbour> nearest(float[] query, int limit, @Nullable Set<UUID> documents) {
        return nearest(tenant, query, limit, documents);
    }

    private List<Neighbour> nearest(UUID owner, float[] query, int limit, @Nullable Set<UUID> documents) {
        return index.inSnapshot(owner, nearest -> nearest.to(generation, query, limit, documents));
    }

    @Test
    void findsTheSameAsAComparisonWithEveryVectorInTheSameOrder() {
        List<Neighbour> all = new ArrayList<>();
        float[] query = unit();
        for (int document = 0; document < 20; document++) {
            float[][] vectors =
                    IntStream.range(0, 1 + document).mapToObj(i -> unit()).toArray(float[][]::new);
            DocumentVersion published = published(tenant, vectors);
            for (int i = 0; i < vectors.length; i++) {
                all.add(new Neighbour(published.documentId(), 1, i, cosine(query, vectors[i])));
            }
        }
        all.sort(Comparator.comparingDouble(Neighbour::score).reversed());
        for (int limit : List.of(1, 10, 100, 1000)) {
            List<Neighbour> found = nearest(query, limit, null);
            assertThat(found).hasSize(Math.min(limit, all.size()));
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i).score()).isCloseTo(all.get(i).score(), within());
                assertThat(found.get(i))
                        .usingRecursiveComparison()
                        .ignoringFields("score")
                        .isEqualTo(all.get(i));
            }
        }
    }

    private static org.assertj.core.data.Offset<Float> within() {
        return org.assertj.core.data.Offset.offset(1e-6f);
    }

    @Test
    void looksInOneDocumentOnlyWhenAsked() {
        DocumentVersion one = published(tenant, unit(), unit());
        published(tenant, unit(), unit(), unit());
        assertThat(nearest(unit(), 10, Set.of(one.documentId())))
                .hasSize(2)
                .extracting(Neighbour::documentId)
                .containsOnly(one.documentId());
        assertThat(nearest(unit(), 10, Set.of(UUID.randomUUID()))).isEmpty();
    }

    @Test
    void neverShowsATenantWhatAnotherHas() {
        UUID other = tenant();
        DocumentVersion secret = published(other, unit());
        assertThat(nearest(unit(), 10, null)).isEmpty();
        assertThat(nearest(unit(), 10, Set.of(secret.documentId()))).isEmpty();
        assertThat(nearest(other, unit(), 10, null)).hasSize(1);
    }

    @Test
    void seesEveryPublicationAtTheNextSearch() {
        for (int i = 1; i <= 20; i++) {
            published(tenant, unit());
            assertThat(nearest(unit(), 100, null)).hasSize(i);
        }
    }

    @Test
    void doesNotSeeWhatIsStaged() {
        DocumentVersion document = newDocument(tenant);
        requiresNew().executeWithoutResult(status -> chunks.stage(document, generation, batch(unit())));
        assertThat(nearest(unit(), 10, null)).isEmpty();
    }

    @Test
    void seesATransactionThatBeganBeforeTheLastLookAndCommittedAfterIt() throws SQLException {
        assumeSessionsOfTheirOwn();
        DocumentVersion slow = newDocument(tenant);
        DocumentVersion quick = newDocument(tenant);
        requiresNew().executeWithoutResult(status -> {
            publish(slow, unit());
            requiresNew().executeWithoutResult(inner -> publish(quick, unit()));
            assertThat(elsewhere()).extracting(Neighbour::documentId).containsExactly(quick.documentId());
            published(tenant, unit());
            assertThat(elsewhere()).hasSize(2);
        });
        assertThat(nearest(unit(), 10, null))
                .hasSize(3)
                .extracting(Neighbour::documentId)
                .contains(slow.documentId());
    }

    @Test
    void showsTheNewVersionInPlaceOfTheOldOne() {
        DocumentVersion one = published(tenant, unit(), unit(), unit());
        assertThat(nearest(unit(), 10, null)).hasSize(3);
        newVersion(one.documentId(), 2);
        DocumentVersion two = new DocumentVersion(tenant, one.documentId(), 2);
        requiresNew().executeWithoutResult(status -> publish(two, unit()));
        assertThat(nearest(unit(), 10, null))
                .singleElement()
                .extracting(Neighbour::version)
                .isEqualTo(2);
    }

    @Test
    void neverLosesSightOfADocumentThatIsReplacedAgainAndAgain() throws Exception {
        assumeSessionsOfTheirOwn();
        DocumentVersion first = published(tenant, unit(), unit(), unit());
        Set<UUID> within = Set.of(first.documentId());
        AtomicBoolean over = new AtomicBoolean();
        Together.call(2, new Callable<Integer>() {
            private final AtomicBoolean replaces = new AtomicBoolean(true);

            @Override
            public Integer call() {
                return replaces.getAndSet(false) ? replace() : look();
            }

            private int replace() {
                for (int version = 2; version <= 30; version++) {
                    DocumentVersion next = new DocumentVersion(tenant, first.documentId(), version);
                    newVersion(first.documentId(), version);
                    requiresNew().executeWithoutResult(status -> publish(next, unit(), unit(), unit()));
                }
                over.set(true);
                return 0;
            }

            private int look() {
                int looks = 0;
                while (!over.get()) {
                    assertThat(nearest(unit(), 10, within)).hasSize(3);
                    looks++;
                }
                return looks;
            }
        });
    }

    @Test
    void showsNothingOfADocumentThatIsDeleted() {
        DocumentVersion gone = published(tenant, unit(), unit());
        DocumentVersion kept = published(tenant, unit());
        assertThat(nearest(unit(), 10, null)).hasSize(3);
        jdbc.sql("delete from document where id = :document")
                .param("document", gone.documentId())
                .update();
        for (int limit : List.of(1, 10)) {
            assertThat(nearest(unit(), limit, null))
                    .singleElement()
                    .extracting(Neighbour::documentId)
                    .isEqualTo(kept.documentId());
        }
        assertThat(nearest(unit(), 10, Set.of(gone.documentId()))).isEmpty();
    }

    @Test
    void findsATextWhereverItIsSaid() {
        float[] vector = unit();
        EmbeddedChunk same = batch(vector).get(0);
        DocumentVersion one = newDocument(tenant);
        DocumentVersion two = newDocument(tenant);
        requiresNew()
                .executeWithoutResult(status -> Stream.of(one, two).forEach(document -> {
                    chunks.stage(document, generation, List.of(same));
                    chunks.publish(document, 1, 1, List.of());
                }));
        assertThat(nearest(vector, 10, null))
                .extracting(Neighbour::documentId)
                .containsExactlyInAnyOrder(one.documentId(), two.documentId());
        assertThat(nearest(vector, 1, null)).hasSize(1);
    }

    private void newVersion(UUID document, int version) {
        jdbc.sql("""
                        insert into document_version
                            (document_id, version, tenant_id, object_key, media_type, size_bytes, sha256)
                        select document_id, :version, tenant_id, object_key || :version, media_type, size_bytes, sha256
                        from document_version where document_id = :document and version = 1""").param("document", document).param("version", version).update();
    }

    @Test
    void aFreshIndexKnowsEverythingThatWasPublishedBefore() {
        published(tenant, unit(), unit());
        published(tenant, unit());
        index = newIndex(generation);
        assertThat(nearest(unit(), 10, null)).hasSize(3);
    }

    @Test
    void ignoresVectorsOfAnotherModel() {
        DocumentVersion document = newDocument(tenant);
        Generation other = new Generation(1, embeddings.space("another", "1", "", DIMENSIONS), "");
        requiresNew().executeWithoutResult(status -> {
            chunks.stage(document, other, batch(unit()));
            chunks.publish(document, 1, 1, List.of());
        });
        assertThat(nearest(unit(), 10, null)).isEmpty();
    }

    @Test
    void findsInEachGenerationWhatItHas() {
        EmbeddingSpace shorter = embeddings.space("shorter", "1", "", 3);
        int id = jdbc.sql("insert into generation (model_id, chunking) values (:model, '') returning id")
                .param("model", shorter.id())
                .query(Integer.class)
                .single();
        try {
            Generation other = new Generation(id, shorter, "");
            index.prepare(other);
            DocumentVersion both = newDocument(tenant);
            requiresNew().executeWithoutResult(status -> {
                chunks.stage(both, generation, batch(unit(), unit()));
                chunks.stage(both, other, batch(new float[] {1, 0, 0}, new float[] {0, 1, 0}, new float[] {0, 0, 1}));
                chunks.publish(both, 1, 2, List.of(id));
            });
            DocumentVersion one = newDocument(tenant);
            requiresNew().executeWithoutResult(status -> {
                chunks.stage(one, generation, batch(unit()));
                chunks.stage(one, other, batch(new float[] {1, 0, 0}));
                chunks.publish(one, 1, 1, List.of());
            });
            assertThat(nearest(unit(), 10, null)).hasSize(3);
            assertThat(gaps(id)).isOne();
            requiresNew().executeWithoutResult(status -> chunks.fill(one, id, 1));
            assertThat(gaps(id)).isZero();
            assertThat(index.<List<Neighbour>>inSnapshot(
                            tenant, nearest -> nearest.to(other, new float[] {1, 0, 0}, 10, null)))
                    .hasSize(4);
            requiresNew()
                    .executeWithoutResult(
                            status -> chunks.drop(tenant, List.of(both.documentId(), one.documentId()), id));
            assertThat(nearest(unit(), 10, null)).hasSize(3);
            assertThat(jdbc.sql("select count(*) from embedding where model_id = :model")
                            .param("model", shorter.id())
                            .query(Long.class)
                            .single())
                    .isZero();
        } finally {
            jdbc.sql("delete from generation where id = :id").param("id", id).update();
        }
    }

    private long gaps(int id) {
        return jdbc.sql("select count(*) from generation_gap where generation_id = :id")
                .param("id", id)
                .query(Long.class)
                .single();
    }

    /** In another transaction than the one that is open, as every search is. */
    private List<Neighbour> elsewhere() {
        return nearest(unit(), 10, null);
    }

    private DocumentVersion published(UUID owner, float[]... vectors) {
        DocumentVersion document = newDocument(owner);
        requiresNew().executeWithoutResult(status -> publish(document, vectors));
        return document;
    }

    private DocumentVersion newDocument(UUID owner) {
        UUID id = UUID.randomUUID();
        requiresNew()
                .executeWithoutResult(status ->
                        jdbc.sql("""
                        with document as (
                            insert into document (id, tenant_id, latest_version) values (:id, :tenant, 1)
                            returning id, tenant_id)
                        insert into document_version
                            (document_id, version, tenant_id, object_key, media_type, size_bytes, sha256)
                        select id, 1, tenant_id, cast(id as text), 'text/plain', 1, '\\x00' from document""").param("id", id).param("tenant", owner).update());
        return new DocumentVersion(owner, id, 1);
    }

    /** A database of one session cannot show what two of them do to each other. */
    private void assumeSessionsOfTheirOwn() throws SQLException {
        try (Connection one = pool.getConnection();
                Connection other = pool.getConnection()) {
            assumeThat(session(one)).as("sessions of their own").isNotEqualTo(session(other));
        }
    }

    private static int session(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    private void publish(DocumentVersion document, float[]... vectors) {
        chunks.stage(document, generation, batch(vectors));
        chunks.publish(document, 1, vectors.length, List.of());
    }

    private static List<EmbeddedChunk> batch(float[]... vectors) {
        return IntStream.range(0, vectors.length)
                .mapToObj(i -> new EmbeddedChunk(
                        i,
                        "text",
                        i,
                        i + 1,
                        0,
                        0,
                        List.of(),
                        3,
                        ContentHash.of(UUID.randomUUID().toString()),
                        vectors[i]))
                .toList();
    }

    private TransactionTemplate requiresNew() {
        TransactionTemplate template = new TransactionTemplate(transactions);
        template.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        return template;
    }

    private float[] unit() {
        float[] vector = new float[DIMENSIONS];
        double square = 0;
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = (float) random.nextGaussian();
            square += vector[i] * vector[i];
        }
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] /= (float) Math.sqrt(square);
        }
        return vector;
    }

    private static float cosine(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return (float) sum;
    }
}
