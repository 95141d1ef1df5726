package io.dromedary.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The walk through the HNSW index, which the contract's few chunks would otherwise do without. */
@WithPgVector
class PgVectorIndexIT extends VectorIndexContract {

    private static final int NO_COMPARISON = 0;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private VectorColumn column;

    @Autowired
    private Embeddings embeddings;

    @Autowired
    private Chunks chunks;

    @Autowired
    private PlatformTransactionManager transactions;

    @Override
    VectorIndex newIndex(Generation generation) {
        column.index(generation.space());
        return index(NO_COMPARISON);
    }

    private PgVectorIndex index(int exactUpTo) {
        IndexProperties properties = new IndexProperties(IndexProperties.Vectors.PGVECTOR, exactUpTo, 200);
        return new PgVectorIndex(jdbc, column, properties, transactions);
    }

    @Test
    void walksToNearlyAllThatAComparisonFindsAlsoForASmallTenantAmongLargeOnes() {
        Generation generation = new Generation(1, embeddings.space("recall", "1", "", 32), "");
        newIndex(generation);
        Random random = new Random(7);
        UUID large = newTenant(generation, random, 1_500);
        UUID small = newTenant(generation, random, 60);
        for (UUID tenant : List.of(large, small)) {
            int found = 0;
            for (int i = 0; i < 20; i++) {
                float[] query = unit(random, 32);
                List<Neighbour> walked =
                        index(NO_COMPARISON).inSnapshot(tenant, nearest -> nearest.to(generation, query, 50, null));
                List<Neighbour> compared =
                        index(1_000_000).inSnapshot(tenant, nearest -> nearest.to(generation, query, 50, null));
                assertThat(walked).hasSize(50);
                assertThat(compared).hasSize(50);
                found += (int) walked.stream()
                        .map(Neighbour::key)
                        .filter(compared.stream().map(Neighbour::key).toList()::contains)
                        .count();
            }
            assertThat(found / 1_000.0).isGreaterThan(0.97);
        }
    }

    @Test
    void walksThroughTheIndexOfTheModelOnlyWhereComparingAllWouldTakeLonger() {
        Generation generation = new Generation(1, embeddings.space("plan", "1", "", 8), "");
        newIndex(generation);
        UUID tenant = newTenant(generation, new Random(7), 300);
        assertThat(walks(index(299), generation, tenant)).isOne();
        assertThat(walks(index(300), generation, tenant)).isZero();
    }

    private long walks(PgVectorIndex index, Generation generation, UUID tenant) {
        return index.inSnapshot(tenant, nearest -> {
            long before = scans(generation);
            assertThat(nearest.to(generation, unit(new Random(8), generation.dimensions()), 10, null))
                    .hasSize(10);
            return scans(generation) - before;
        });
    }

    /** By this transaction, and what else of its session was not counted yet. */
    private long scans(Generation generation) {
        return jdbc.sql("select pg_stat_get_xact_numscans(cast(:index as regclass))")
                .param("index", "embedding_near_" + generation.space().id())
                .query(Long.class)
                .single();
    }

    @Test
    void takesInWhatWasStoredBeforeTheExtensionCame() {
        Generation generation = new Generation(1, embeddings.space("older", "1", "", 8), "");
        UUID tenant = newTenant(generation, new Random(7), 1_200);
        jdbc.sql("update embedding set near = null where model_id = :model and content_hash < '\\xf0'")
                .param("model", generation.space().id())
                .update();
        newIndex(generation);
        assertThat(index(10_000)
                        .<List<Neighbour>>inSnapshot(
                                tenant, nearest -> nearest.to(generation, unit(new Random(8), 8), 2_000, null)))
                .hasSize(1_200)
                .allSatisfy(neighbour -> assertThat(neighbour.score()).isBetween(-1f, 1f));
    }

    @Test
    void indexesVectorsThatAreTooLongForTheTypeInHalfPrecision() {
        Generation generation = new Generation(1, embeddings.space("long", "1", "", 3_072), "");
        newIndex(generation);
        UUID tenant = newTenant(generation, new Random(7), 20);
        assertThat(walks(index(NO_COMPARISON), generation, tenant)).isOne();
    }

    private UUID newTenant(Generation generation, Random random, int count) {
        UUID tenant = UUID.randomUUID();
        UUID document = UUID.randomUUID();
        jdbc.sql("insert into tenant (id, name) values (:id, cast(:id as text))")
                .param("id", tenant)
                .update();
        jdbc.sql("insert into document (id, tenant_id, latest_version) values (:id, :tenant, 1)")
                .param("id", document)
                .param("tenant", tenant)
                .update();
        jdbc.sql("""
                        insert into document_version
                            (document_id, version, tenant_id, object_key, media_type, size_bytes, sha256)
                        values (:id, 1, :tenant, cast(:id as text), 'text/plain', 1, '\\x00')""").param("id", document).param("tenant", tenant).update();
        List<EmbeddedChunk> batch = IntStream.range(0, count)
                .mapToObj(i -> new EmbeddedChunk(
                        i,
                        "text",
                        i,
                        i + 1,
                        0,
                        0,
                        List.of(),
                        3,
                        ContentHash.of(tenant + " " + i),
                        unit(random, generation.dimensions())))
                .toList();
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            DocumentVersion version = new DocumentVersion(tenant, document, 1);
            chunks.stage(version, generation, batch);
            chunks.publish(version, 1, count, List.of());
        });
        return tenant;
    }

    private static float[] unit(Random random, int dimensions) {
        double[] vector = random.doubles(dimensions, -1, 1).toArray();
        double length = Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum());
        float[] unit = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            unit[i] = (float) (vector[i] / length);
        }
        return unit;
    }
}
