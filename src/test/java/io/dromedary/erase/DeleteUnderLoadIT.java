package io.dromedary.erase;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.Caller;
import io.dromedary.Caller.Answer;
import io.dromedary.Ledger;
import io.dromedary.WithApi;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;

/** Documents are erased at any moment of their making while others search: from the answer on, nobody finds them. */
@WithApi
@Tag("once")
class DeleteUnderLoadIT {

    private static final Logger LOG = LoggerFactory.getLogger(DeleteUnderLoadIT.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DOCUMENTS = 60;
    private static final int SEARCHERS = 4;

    @Autowired
    private Caller caller;

    @Autowired
    private Ledger ledger;

    private final Set<String> erased = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong searches = new AtomicLong();
    private final AtomicLong seen = new AtomicLong();

    @Test
    void noSearchReturnsADocumentAfterItsErasureWasAnswered() throws Exception {
        ExecutorService searchers = Executors.newFixedThreadPool(SEARCHERS);
        try {
            List<Future<Boolean>> running = new ArrayList<>();
            for (int i = 0; i < SEARCHERS; i++) {
                String mode = i % 2 == 0 ? "hybrid" : "vector";
                running.add(searchers.submit((Callable<Boolean>) () -> searchUntilTheEnd(mode)));
            }
            int whileMade = eraseOneAfterTheOther();
            over.set(true);
            for (Future<Boolean> one : running) {
                one.get();
            }
            LOG.info(
                    "{} documents erased, {} of them while they were made; {} searches, {} hits, none of an erased one",
                    DOCUMENTS,
                    whileMade,
                    searches.get(),
                    seen.get());
            assertThat(whileMade).isPositive();
            assertThat(searches.get()).isGreaterThan(DOCUMENTS);
        } finally {
            over.set(true);
            searchers.shutdownNow();
        }
        for (String document : erased) {
            assertThat(ledger.count("chunk where document_id = ?", UUID.fromString(document)))
                    .isZero();
        }
    }

    private boolean searchUntilTheEnd(String mode) throws Exception {
        while (!over.get()) {
            Set<String> goneBefore = Set.copyOf(erased);
            Answer found = caller.send(caller.request("/v1/search")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(
                            "{\"query\":\"erasable caravan\",\"limit\":100,\"mode\":\"%s\"}".formatted(mode))));
            assertThat(found.status()).as(found.body()).isEqualTo(200);
            for (JsonNode hit : JSON.readTree(found.body()).path("hits")) {
                assertThat(goneBefore).doesNotContain(hit.path("documentId").asText());
                seen.incrementAndGet();
            }
            searches.incrementAndGet();
        }
        return true;
    }

    /**
     * Every other one before it is whole, at another moment each time. Returns how many of those were met unfinished.
     */
    private int eraseOneAfterTheOther() throws Exception {
        Random random = new Random(7);
        int whileMade = 0;
        for (int i = 0; i < DOCUMENTS; i++) {
            Answer accepted = caller.send(
                    caller.upload(UUID.randomUUID().toString(), text(i)).header("Content-Type", "text/markdown"));
            UUID job = accepted.jobId();
            int moment = random.nextInt(40);
            if (i % 2 == 0) {
                await(() -> "completed".equals(ledger.job(job).get("status")));
            } else {
                await(() -> chunks(job) >= moment || isOver(job));
                whileMade += isOver(job) ? 0 : 1;
            }
            Answer answer = caller.send(caller.request("/v1/documents/" + accepted.get("documentId"))
                    .DELETE());
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            erased.add(accepted.get("documentId"));
        }
        return whileMade;
    }

    private int chunks(UUID job) {
        return ledger.value(Integer.class, "select chunks from job where id = ?", job);
    }

    private boolean isOver(UUID job) {
        return !String.valueOf(ledger.job(job).get("status")).matches("queued|running");
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(condition);
    }

    /** Some fifty chunks, all different from those of other documents. */
    private static String text(int document) {
        StringBuilder text = new StringBuilder("# Erasable document " + document + "\n");
        for (int i = 0; i < 50; i++) {
            text.append("\n## Caravan %d of %d\n\n".formatted(i, document))
                    .append("The erasable caravan %d.%d crosses the desert by night and rests by day at station %d.\n"
                            .formatted(document, i, i * 31 + document));
        }
        return text.toString();
    }
}
