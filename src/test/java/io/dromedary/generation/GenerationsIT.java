package io.dromedary.generation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.AcrossTenantsInTests;
import io.dromedary.Caller;
import io.dromedary.Caller.Answer;
import io.dromedary.Ledger;
import io.dromedary.OwnPlaces;
import io.dromedary.StoredObjects;
import io.dromedary.camel.SeenHeaders;
import io.dromedary.provider.ProviderStub;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The whole service with two ways to make an index: the model of the process (384 dimensions) with chunks of several
 * sentences, and a provider (8 dimensions) with one chunk for each sentence.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "dromedary.api-key=" + Caller.KEY,
            "dromedary.admin-key=" + Caller.ADMIN_KEY,
            "dromedary.rate.requests-per-minute=1000000",
            "dromedary.governor.requests-per-minute=1000000",
            "dromedary.next.provider.kind=openai",
            "dromedary.next.provider.model=stub",
            "dromedary.next.provider.dimensions=" + ProviderStub.DIMENSIONS,
            "dromedary.next.chunk.target-tokens=16",
            "dromedary.next.chunk.max-tokens=40",
            "dromedary.generation.interval=200ms",
            "dromedary.governor.max-wait=2s",
            "management.server.port=0"
        })
@ContextConfiguration(initializers = OwnPlaces.class)
@ExtendWith(AcrossTenantsInTests.class)
@Import({Ledger.class, Caller.class, SeenHeaders.class, StoredObjects.class})
@DirtiesContext
@Tag("once")
class GenerationsIT {

    private static final Logger LOG = LoggerFactory.getLogger(GenerationsIT.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ProviderStub PROVIDER = ProviderStub.start();

    private static final int SENTENCES = 24;
    /** More by {@code -Ddromedary.test.searches}: 5,000 are what is promised. */
    private static final int SEARCHES = Integer.getInteger("dromedary.test.searches", 600);

    private static final int DOCUMENTS = SEARCHES < 5_000 ? 20 : 60;
    private static final int SEARCHERS = 4;
    private static final List<String> MODES = List.of("hybrid", "vector", "keyword");

    @Autowired
    private Caller caller;

    @Autowired
    private Ledger ledger;

    @Autowired
    private JdbcClient jdbc;

    /** The contents of the documents that nobody has erased, by the client's own name. */
    private final Map<String, String> texts = new ConcurrentHashMap<>();

    private final AtomicInteger searches = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final Queue<Found> found = new ConcurrentLinkedQueue<>();
    private int ofFirst;
    private int ofSecond;
    private int mixed;
    private int late;
    /** Which generation every search finds that begins now; 0 while it changes. */
    private volatile int active = 1;

    private volatile boolean over;

    @DynamicPropertySource
    static void address(DynamicPropertyRegistry registry) {
        registry.add("dromedary.next.provider.base-url", PROVIDER::baseUrl);
    }

    @AfterAll
    static void stop() {
        PROVIDER.close();
    }

    @Test
    void noSearchFailsOrSeesTwoIndexesWhileAnotherIsBuiltAndActivatedAndLeft() throws Exception {
        rememberChunks();
        for (int i = 0; i < DOCUMENTS; i++) {
            upload("camp-" + i, text(i));
        }
        awaitJobs();
        ExecutorService threads = Executors.newFixedThreadPool(SEARCHERS + 1);
        try {
            List<Future<Boolean>> running = new ArrayList<>();
            for (int i = 0; i < SEARCHERS; i++) {
                int first = i;
                running.add(threads.submit(() -> searchUntilTheEnd(first)));
            }
            Future<Integer> changes = threads.submit(this::changeUntilTheEnd);

            assertThat(generation("POST", "", 201).path("state").asText()).isEqualTo("building");
            int second = list().get(1).path("id").asInt();
            assertThat(generation("POST", "", 409).path("code").asText()).isEqualTo("generation_state");
            assertThat(generation("POST", "/" + second + "/activate", 409)
                            .path("detail")
                            .asText())
                    .startsWith("The generation lacks");
            long begun = System.nanoTime();
            await(() -> list().get(1).path("state").asText().equals("ready"));
            LOG.info("Built beside searches in {} s", (System.nanoTime() - begun) / 1_000_000_000);

            int flips = 0;
            while (searches.get() < SEARCHES || flips < 6) {
                activate(flips++ % 2 == 0 ? second : 1);
                int until = searches.get() + SEARCHES / 10;
                await(() -> searches.get() >= until);
            }
            over = true;
            int changed = changes.get();
            for (Future<Boolean> one : running) {
                one.get();
            }
            judge(second);
            LOG.info(
                    "Generations: {} searches, {} flips, {} documents added, replaced or erased meanwhile; {} answers of"
                            + " the first index, {} of the second; {} failed, {} mixed, {} of an index left before",
                    searches,
                    flips,
                    changed,
                    ofFirst,
                    ofSecond,
                    failed,
                    mixed,
                    late);
            assertThat(List.of(failed.get(), mixed, late)).containsOnly(0);
            assertThat(ofFirst).isPositive();
            assertThat(ofSecond).isPositive();
            awaitJobs();
            showsTheSameAsAFreshIngestion(second);
            showsTheSameAsAFreshIngestion(1);
            erasesFromBoth();
            drops(second);
        } finally {
            over = true;
            threads.shutdownNow();
        }
    }

    @Test
    void aJobLeavesAGapWhenTheOtherModelFailsAndTheGapIsFilledLater() throws Exception {
        assertThat(caller.send(caller.adminRequest("/generations")
                                .POST(BodyPublishers.ofString("{\"settings\": \"other\"}")))
                        .status())
                .isEqualTo(400);
        int second = generation("POST", "", 201).path("id").asInt();
        await(() -> list().get(1).path("state").asText().equals("ready"));
        try {
            PROVIDER.status(500);
            upload("lonely", text(9_999));
            awaitJobs();
            assertThat(list().get(1).path("state").asText()).isEqualTo("building");
            assertThat(list().get(1).path("missing").asInt()).isOne();
            assertThat(generation("POST", "/" + second + "/activate", 409)
                            .path("detail")
                            .asText())
                    .isEqualTo("The generation lacks 1 documents");
            await(() -> list().get(1).at("/failing/0/tries").asInt() > 0);
        } finally {
            PROVIDER.status(200);
        }
        jdbc.sql("delete from provider_line").update();
        await(() -> list().get(1).path("state").asText().equals("ready"));
        activate(second);
        // One chunk for each sentence.
        assertThat(cuts(List.of("lonely")).get("lonely")).hasSize(SENTENCES);
        activate(1);
        erase("lonely");
        drops(second);
    }

    private boolean searchUntilTheEnd(int first) throws Exception {
        for (int i = first; !over; i++) {
            int before = active;
            Answer answer = search(i, MODES.get(i % MODES.size()));
            int after = active;
            if (answer.status() != 200) {
                failed.incrementAndGet();
                LOG.warn("A search failed: {}", answer);
            } else {
                keep(answer, before == after ? before : 0);
            }
            searches.incrementAndGet();
        }
        return true;
    }

    private Answer search(int i, String mode) throws Exception {
        return caller.send(caller.request("/v1/search")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(
                        "{\"query\":\"which caravan rests at well %d of the desert\",\"limit\":20,\"mode\":\"%s\"}"
                                .formatted(i % 50, mode))));
    }

    /** A hit, by its chunk and its text. */
    private record Hit(String chunkId, String text) {}

    /**
     * An answer.
     *
     * @param expected the generation that it should be of; 0 when either would do
     */
    private record Found(int expected, List<Hit> hits) {}

    private void keep(Answer answer, int expected) throws Exception {
        List<Hit> hits = new ArrayList<>();
        JSON.readTree(answer.body())
                .path("hits")
                .forEach(hit -> hits.add(
                        new Hit(hit.path("chunkId").asText(), hit.path("text").asText())));
        found.add(new Found(expected, hits));
    }

    /** Each chunk that was ever written is remembered with its generation, also after it is gone. */
    private void rememberChunks() {
        jdbc.sql("""
                        create table written_chunk (id text, content text, generation smallint, primary key (id, content, generation));
                        create function remember_chunk() returns trigger language plpgsql as $$
                        begin
                            insert into written_chunk
                            values (new.document_id || '.' || new.version || '.' || new.ordinal, new.text, new.generation_id)
                            on conflict do nothing;
                            return null;
                        end $$;
                        create trigger chunk_written after insert or update on chunk
                            for each row execute function remember_chunk()""").update();
    }

    /** The generations that all hits of an answer can be of: one, unless both cut the same there. */
    private void judge(int second) {
        Map<Hit, Set<Integer>> written = new HashMap<>();
        jdbc.sql("select id, content, generation from written_chunk").query(row -> {
            written.computeIfAbsent(new Hit(row.getString(1), row.getString(2)), hit -> new HashSet<>())
                    .add(row.getInt(3));
        });
        for (Found answer : found) {
            assertThat(answer.hits()).isNotEmpty();
            Set<Integer> possible = new HashSet<>(Set.of(1, second));
            answer.hits().forEach(hit -> possible.retainAll(written.getOrDefault(hit, Set.of())));
            mixed += possible.isEmpty() ? 1 : 0;
            ofFirst += possible.equals(Set.of(1)) ? 1 : 0;
            ofSecond += possible.equals(Set.of(second)) ? 1 : 0;
            late += answer.expected() > 0 && !possible.isEmpty() && !possible.contains(answer.expected()) ? 1 : 0;
        }
    }

    private void activate(int id) throws Exception {
        active = 0;
        await(() -> {
            Answer answer = caller.send(
                    caller.adminRequest("/generations/" + id + "/activate").POST(BodyPublishers.noBody()));
            return answer.status() == 200;
        });
        active = id;
    }

    /** Adds, replaces and erases, one after the other; returns how often. */
    private int changeUntilTheEnd() throws Exception {
        Random random = new Random(5);
        int changes = 0;
        while (!over) {
            int number = random.nextInt(DOCUMENTS);
            switch (changes % 3) {
                case 0 -> upload("new-" + changes, text(1_000 + changes));
                case 1 -> upload("camp-" + number, text(2_000 + changes));
                default -> erase(changes % 2 == 0 ? "new-" + (changes - 2) : "camp-" + number);
            }
            changes++;
            Thread.sleep(150);
        }
        return changes;
    }

    private void upload(String name, String text) throws Exception {
        Answer answer = caller.send(caller.upload(UUID.randomUUID().toString(), text)
                .header("Content-Type", "text/plain")
                .header("X-External-Id", name));
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        texts.put(name, text);
    }

    private void erase(String name) throws Exception {
        Answer answer =
                caller.send(caller.request("/v1/documents?externalId=" + name).DELETE());
        assertThat(answer.status()).as(answer.body()).isIn(200, 404);
        texts.remove(name);
    }

    /** What was indexed in any way, and what is uploaded now under other names, are cut and ranked alike. */
    private void showsTheSameAsAFreshIngestion(int generation) throws Exception {
        activate(generation);
        Map<String, String> kept = new TreeMap<>(texts);
        List<List<String>> before = answers();
        Map<String, List<String>> cut = cuts(kept.keySet());
        for (String name : kept.keySet()) {
            erase(name);
        }
        for (Map.Entry<String, String> document : kept.entrySet()) {
            upload(document.getKey(), document.getValue());
        }
        awaitJobs();
        assertThat(cuts(kept.keySet())).isEqualTo(cut);
        assertThat(answers()).isEqualTo(before);
        LOG.info(
                "Generation {} is as {} documents uploaded afresh: same chunks, same {} answers",
                generation,
                kept.size(),
                before.size());
    }

    /** All scores, and the texts that are better than the last one: which of equals comes last is by chance. */
    private List<List<String>> answers() throws Exception {
        List<List<String>> answers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            List<String> shown = new ArrayList<>();
            JsonNode hits =
                    JSON.readTree(search(i, MODES.get(i % MODES.size())).body()).path("hits");
            String last = score(hits.get(hits.size() - 1));
            for (JsonNode hit : hits) {
                shown.add(score(hit)
                        + (score(hit).equals(last) ? "" : " " + hit.path("text").asText()));
            }
            answers.add(shown.stream().sorted().toList());
        }
        return answers;
    }

    private static String score(JsonNode hit) {
        return "%.5f".formatted(hit.path("score").asDouble());
    }

    private Map<String, List<String>> cuts(Iterable<String> names) throws Exception {
        Map<String, List<String>> cuts = new TreeMap<>();
        for (String name : names) {
            UUID document = ledger.value(UUID.class, "select id from document where external_id = ?", name);
            List<String> chunks = new ArrayList<>();
            JSON.readTree(caller.send(caller.request("/v1/documents/" + document + "/chunks?limit=100"))
                            .body())
                    .path("chunks")
                    .forEach(chunk -> chunks.add(
                            chunk.path("start") + " " + chunk.path("text").asText()));
            cuts.put(name, chunks);
        }
        return cuts;
    }

    private void erasesFromBoth() throws Exception {
        String name = texts.keySet().iterator().next();
        UUID document = ledger.value(UUID.class, "select id from document where external_id = ?", name);
        assertThat(ledger.value(
                        Integer.class,
                        "select count(distinct generation_id)::int from chunk where document_id = ?",
                        document))
                .isEqualTo(2);
        long vectors = unused();
        erase(name);
        for (String table : List.of("chunk", "keyword_document", "keyword_posting", "generation_gap")) {
            assertThat(ledger.count(table + " where document_id = ?", document)).isZero();
        }
        assertThat(unused()).isEqualTo(vectors);
    }

    private long unused() {
        return ledger.count("embedding e where not exists (select from chunk c where c.tenant_id = e.tenant_id"
                + " and c.model_id = e.model_id and c.content_hash = e.content_hash)");
    }

    private void drops(int second) throws Exception {
        assertThat(generation("DELETE", "/1", 409).path("code").asText()).isEqualTo("generation_state");
        assertThat(generation("DELETE", "/77", 404).path("code").asText()).isEqualTo("not_found");
        assertThat(generation("DELETE", "/" + second, 204).isMissingNode()).isTrue();
        await(() -> list().size() == 1);
        assertThat(ledger.count("chunk where generation_id = ?", second)).isZero();
        assertThat(ledger.count("keyword_document where generation_id = ?", second))
                .isZero();
        assertThat(ledger.count("embedding e join embedding_model m on m.id = e.model_id where m.dimensions = ?", 8))
                .isZero();
    }

    private JsonNode list() throws Exception {
        return generation("GET", "", 200).path("generations");
    }

    private JsonNode generation(String method, String path, int status) throws Exception {
        Answer answer = caller.send(caller.adminRequest("/generations" + path).method(method, BodyPublishers.noBody()));
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body());
    }

    private void awaitJobs() {
        await(() -> ledger.count("job where status in ('queued', 'running')") == 0);
        assertThat(ledger.count("job where status in ('failed', 'dead')")).isZero();
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(50))
                .until(condition);
    }

    /** Sentences of some twenty tokens, in one paragraph, all different. */
    private static String text(int document) {
        return String.join(
                        " ",
                        IntStream.range(0, SENTENCES)
                                .mapToObj(i ->
                                        "The grey caravan %d rests at well %d of the wide desert and counts camel %d at dawn."
                                                .formatted(document, i * 7 + document % 13, document * 31 + i))
                                .toList())
                + "\n";
    }
}
