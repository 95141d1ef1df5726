package io.dromedary.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.Ledger;
import io.dromedary.Together;
import io.dromedary.WithLedger;
import io.dromedary.index.ChunkKey;
import io.dromedary.index.Chunks;
import io.dromedary.index.ContentHash;
import io.dromedary.index.DocumentFilter;
import io.dromedary.index.DocumentVersion;
import io.dromedary.index.EmbeddedChunk;
import io.dromedary.index.Generation;
import io.dromedary.index.Generations;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One document is replaced again and again while many look for it, in every mode and with the index of the database.
 */
@WithLedger
class ReplacedWhileSearchedIT {

    private static final Logger LOG = LoggerFactory.getLogger(ReplacedWhileSearchedIT.class);

    private static final int REPLACEMENTS = 200;
    private static final int SEARCHES = 10_000;
    private static final int SEARCHERS = 6;
    private static final int CHUNKS = 3;
    private static final List<SearchMode> MODES = List.of(SearchMode.values());

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

    private final AtomicInteger searches = new AtomicInteger();
    private final Semaphore searched = new Semaphore(0);
    private final AtomicInteger none = new AtomicInteger();
    private final AtomicInteger several = new AtomicInteger();
    private final AtomicInteger torn = new AtomicInteger();

    @BeforeEach
    void seeTheGeneration() {
        generation = generations.active();
    }

    @Test
    void everySearchSeesOneVersionAndAllOfIt() throws Exception {
        UUID tenant = ledger.newTenant();
        DocumentVersion first =
                new DocumentVersion(tenant, ledger.newJob(tenant).documentId(), 1);
        publish(first);
        publish(new DocumentVersion(tenant, ledger.newJob(tenant).documentId(), 1));
        AtomicInteger threads = new AtomicInteger();
        Callable<Integer> action = () -> threads.getAndIncrement() == 0 ? replace(first) : search(first);

        Together.call(1 + SEARCHERS, action);

        LOG.info(
                "Replaced while searched: replacements {}, searches {}, saw none {}, saw several versions {}, saw parts {}",
                REPLACEMENTS,
                searches.get(),
                none.get(),
                several.get(),
                torn.get());
        assertThat(searches.get()).isGreaterThanOrEqualTo(SEARCHES);
        assertThat(List.of(none.get(), several.get(), torn.get())).containsOnly(0);
    }

    /** The replacements are spread over the searches. */
    private int replace(DocumentVersion first) {
        for (int i = 1; i <= REPLACEMENTS; i++) {
            searched.acquireUninterruptibly(SEARCHES / (REPLACEMENTS + 1));
            DocumentVersion next = new DocumentVersion(first.tenantId(), first.documentId(), 1 + i);
            jdbc.sql("""
                            insert into document_version
                                (document_id, version, tenant_id, object_key, media_type, size_bytes, sha256)
                            select document_id, :version, tenant_id, object_key || :version, media_type, size_bytes, sha256
                            from document_version where document_id = :document and version = 1""")
                    .param("document", first.documentId())
                    .param("version", next.version())
                    .update();
            publish(next);
        }
        return REPLACEMENTS;
    }

    private int search(DocumentVersion document) {
        int own = 0;
        while (searches.get() < SEARCHES) {
            SearchMode mode = MODES.get(own++ % MODES.size());
            SearchRequest request = new SearchRequest("sand", 10, mode, filter(document, own), false);
            List<ChunkKey> seen = ranking
                    .rank(
                            document.tenantId(),
                            request,
                            mode == SearchMode.KEYWORD ? null : new QueryVector(generation, axis(0)))
                    .orElseThrow()
                    .stream()
                    .map(ranked -> ranked.chunk().key())
                    .filter(key -> key.documentId().equals(document.documentId()))
                    .toList();
            Set<Integer> versions = seen.stream().map(ChunkKey::version).collect(Collectors.toSet());
            none.addAndGet(versions.isEmpty() ? 1 : 0);
            several.addAndGet(versions.size() > 1 ? 1 : 0);
            torn.addAndGet(versions.size() == 1 && seen.size() != CHUNKS ? 1 : 0);
            searches.incrementAndGet();
            searched.release();
        }
        return own;
    }

    private static DocumentFilter filter(DocumentVersion document, int search) {
        return search % 2 == 0
                ? DocumentFilter.NONE
                : new DocumentFilter(
                        Set.of(document.documentId()), Set.of(), Set.of("text/plain"), null, null, List.of());
    }

    private void publish(DocumentVersion document) {
        List<EmbeddedChunk> batch = IntStream.range(0, CHUNKS)
                .mapToObj(i -> new EmbeddedChunk(
                        i,
                        "sand %d of %d".formatted(i, document.version()),
                        i,
                        i + 1,
                        0,
                        0,
                        List.of(),
                        3,
                        ContentHash.of("%s %d %d".formatted(document.documentId(), document.version(), i)),
                        axis(i)))
                .toList();
        transaction.executeWithoutResult(status -> {
            chunks.stage(document, generation, batch);
            chunks.publish(document, 1, CHUNKS, List.of());
        });
    }

    private float[] axis(int i) {
        float[] vector = new float[generation.dimensions()];
        vector[i] = 1;
        return vector;
    }
}
