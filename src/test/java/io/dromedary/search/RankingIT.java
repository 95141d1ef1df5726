package io.dromedary.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.Ledger;
import io.dromedary.WithLedger;
import io.dromedary.index.Chunks;
import io.dromedary.index.ContentHash;
import io.dromedary.index.DocumentFilter;
import io.dromedary.index.DocumentVersion;
import io.dromedary.index.EmbeddedChunk;
import io.dromedary.index.Generation;
import io.dromedary.index.Generations;
import io.dromedary.index.MetadataCondition;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
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
class RankingIT {

    @Autowired
    private Ranking ranking;

    @Autowired
    private Chunks chunks;

    @Autowired
    private Generations generations;

    private Generation generation;

    @Autowired
    private Ledger ledger;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    private UUID tenant;

    @BeforeEach
    void newTenant() {
        generation = generations.active();
        tenant = ledger.newTenant();
        ledger.clearLine();
    }

    @Test
    void findsByWordsByMeaningAndByBoth() {
        UUID document = published(tenant, "sand and wells", "stars at night", "camels");
        assertThat(texts(rank(SearchMode.KEYWORD, "night", null, DocumentFilter.NONE)))
                .first()
                .isEqualTo("stars at night");
        assertThat(texts(rank(SearchMode.VECTOR, "night", axis(2), DocumentFilter.NONE)))
                .first()
                .isEqualTo("camels");
        List<Ranked> both = rank(SearchMode.HYBRID, "night", axis(1), DocumentFilter.NONE);
        assertThat(both).hasSize(3).first().satisfies(hit -> {
            assertThat(hit.chunk().key().documentId()).isEqualTo(document);
            assertThat(hit.chunk().text()).isEqualTo("stars at night");
            assertThat(hit.score()).isEqualTo(1);
        });
    }

    @Test
    void givesWhatOnlyItsWordsBroughtInItsNearnessToo() {
        String[] texts = IntStream.range(0, 120).mapToObj(i -> "sand " + i).toArray(String[]::new);
        texts[119] = "oasis";
        published(tenant, texts);
        List<Ranked> hits = rank(SearchMode.HYBRID, "oasis", axis(119 % generation.dimensions()), DocumentFilter.NONE);
        assertThat(hits.get(0).chunk().text()).isEqualTo("oasis");
        assertThat(hits.get(0).score()).isEqualTo(1);
    }

    @Test
    void looksOnlyWhereTheFilterAllows() {
        UUID one = published(tenant, "sand");
        UUID two = published(tenant, "sand");
        jdbc.sql("update document set external_id = 'two' where id = :id")
                .param("id", two)
                .update();
        jdbc.sql(
                        "update document_version set media_type = 'text/markdown', created_at = '2020-01-01' where document_id = :id")
                .param("id", one)
                .update();
        Instant year = Instant.parse("2021-01-01T00:00:00Z");
        assertThat(found(filter(Set.of(one, two), Set.of(), Set.of(), null, null)))
                .containsExactlyInAnyOrder(one, two);
        assertThat(found(filter(Set.of(one), Set.of("two"), Set.of(), null, null)))
                .isEmpty();
        assertThat(found(filter(Set.of(), Set.of("two"), Set.of(), null, null))).containsExactly(two);
        assertThat(found(filter(Set.of(), Set.of(), Set.of("text/markdown"), null, null)))
                .containsExactly(one);
        assertThat(found(filter(Set.of(), Set.of(), Set.of(), year, null))).containsExactly(two);
        assertThat(found(filter(Set.of(), Set.of(), Set.of(), null, year))).containsExactly(one);
    }

    @Test
    void looksOnlyInDocumentsWhoseMetadataSaysSo() {
        UUID one = described("{\"kind\": \"a\", \"pages\": 10, \"signed\": \"2026-01-31\", \"draft\": true}");
        UUID two = described("{\"kind\": \"b\", \"pages\": 20.5, \"signed\": \"2026-02-01T01:00:00+02:00\"}");
        UUID odd = described("{\"kind\": 7, \"pages\": \"10\", \"signed\": \"2026-02-31\", \"draft\": \"true\"}");
        UUID none = described("{}");

        assertThat(found(any("kind", "\"a\""))).containsExactly(one);
        assertThat(found(any("kind", "\"b\"", "7.0"))).containsExactlyInAnyOrder(two, odd);
        assertThat(found(any("draft", "true"))).containsExactly(one);
        assertThat(found(any("absent", "null"))).isEmpty();
        assertThat(found(numbers("pages", "10", null))).containsExactlyInAnyOrder(one, two);
        assertThat(found(numbers("pages", null, "20.5"))).containsExactly(one);
        assertThat(found(times("signed", null, "2026-01-31T23:00:00Z"))).containsExactly(one);
        assertThat(found(times("signed", "2026-01-31T00:00:00Z", null))).containsExactlyInAnyOrder(one, two);
        assertThat(found(times("kind", "1970-01-01T00:00:00Z", null))).isEmpty();
        assertThat(found(any("kind'; drop table document; --", "\"a\""))).isEmpty();
        assertThat(found(DocumentFilter.NONE)).containsExactlyInAnyOrder(one, two, odd, none);
    }

    private UUID described(String metadata) {
        UUID document = published(tenant, "sand");
        jdbc.sql("update document_version set metadata = cast(:metadata as jsonb) where document_id = :id")
                .param("metadata", metadata)
                .param("id", document)
                .update();
        return document;
    }

    private static DocumentFilter any(String name, String... values) {
        return metadata(new MetadataCondition.AnyOf(name, Set.of(values)));
    }

    private static DocumentFilter numbers(String name, @Nullable String from, @Nullable String before) {
        return metadata(new MetadataCondition.Numbers(
                name, from == null ? null : new BigDecimal(from), before == null ? null : new BigDecimal(before)));
    }

    private static DocumentFilter times(String name, @Nullable String from, @Nullable String before) {
        return metadata(new MetadataCondition.Times(
                name, from == null ? null : Instant.parse(from), before == null ? null : Instant.parse(before)));
    }

    private static DocumentFilter metadata(MetadataCondition condition) {
        return new DocumentFilter(Set.of(), Set.of(), Set.of(), null, null, List.of(condition));
    }

    private List<UUID> found(DocumentFilter filter) {
        List<UUID> byWords = documents(rank(SearchMode.KEYWORD, "sand", null, filter));
        assertThat(documents(rank(SearchMode.VECTOR, "sand", axis(0), filter)))
                .containsExactlyInAnyOrderElementsOf(byWords);
        assertThat(documents(rank(SearchMode.HYBRID, "sand", axis(0), filter)))
                .containsExactlyInAnyOrderElementsOf(byWords);
        return byWords;
    }

    private static DocumentFilter filter(
            Set<UUID> documents,
            Set<String> externalIds,
            Set<String> types,
            @Nullable Instant from,
            @Nullable Instant before) {
        return new DocumentFilter(documents, externalIds, types, from, before, List.of());
    }

    @Test
    void neverShowsATenantWhatAnotherHas() {
        UUID secret = published(ledger.newTenant(), "sand");
        published(tenant, "wells");
        DocumentFilter named = filter(Set.of(secret), Set.of(), Set.of(), null, null);
        for (DocumentFilter filter : List.of(named, DocumentFilter.NONE)) {
            for (SearchMode mode : SearchMode.values()) {
                float[] vector = mode == SearchMode.KEYWORD ? null : axis(0);
                assertThat(documents(rank(mode, "sand", vector, filter))).doesNotContain(secret);
            }
        }
    }

    @Test
    void findsATextThatIsRepeatedOnceWhereItStandsFirst() {
        published(tenant, "preamble", "sand", "more", "sand", "sand");
        List<Ranked> hits = rank(SearchMode.KEYWORD, "sand", null, DocumentFilter.NONE);
        assertThat(hits.stream().filter(hit -> hit.chunk().text().equals("sand")))
                .singleElement()
                .satisfies(hit -> assertThat(hit.chunk().key().ordinal()).isEqualTo(1));
    }

    @Test
    void forgetsADocumentThatIsDeleted() {
        UUID gone = published(tenant, "sand");
        UUID kept = published(tenant, "sand");
        assertThat(documents(rank(SearchMode.HYBRID, "sand", axis(0), DocumentFilter.NONE)))
                .containsExactlyInAnyOrder(gone, kept);
        jdbc.sql("delete from document_version where document_id = :id")
                .param("id", gone)
                .update();
        jdbc.sql("delete from document where id = :id").param("id", gone).update();
        assertThat(documents(rank(SearchMode.VECTOR, "sand", axis(0), DocumentFilter.NONE)))
                .containsExactly(kept);
    }

    private List<Ranked> rank(SearchMode mode, String query, float @Nullable [] vector, DocumentFilter filter) {
        return ranking.rank(
                        tenant,
                        new SearchRequest(query, 10, mode, filter, false),
                        vector == null ? null : new QueryVector(generation, vector))
                .orElseThrow();
    }

    private static List<UUID> documents(List<Ranked> hits) {
        return hits.stream().map(hit -> hit.chunk().key().documentId()).toList();
    }

    private static List<String> texts(List<Ranked> hits) {
        return hits.stream().map(hit -> hit.chunk().text()).toList();
    }

    /** The chunk of each ordinal has a vector along an axis of its own. */
    private UUID published(UUID owner, String... texts) {
        DocumentVersion document =
                new DocumentVersion(owner, ledger.newJob(owner).documentId(), 1);
        List<EmbeddedChunk> batch = IntStream.range(0, texts.length)
                .mapToObj(i -> new EmbeddedChunk(
                        i,
                        texts[i],
                        i,
                        i + 1,
                        0,
                        0,
                        List.of(),
                        3,
                        ContentHash.of(texts[i]),
                        axis(i % generation.dimensions())))
                .toList();
        transaction.executeWithoutResult(status -> {
            chunks.stage(document, generation, batch);
            chunks.publish(document, 1, texts.length, List.of());
        });
        return document.documentId();
    }

    private float[] axis(int i) {
        float[] vector = new float[generation.dimensions()];
        vector[i] = 1;
        return vector;
    }
}
