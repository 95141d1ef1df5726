package io.dromedary.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.Ledger;
import io.dromedary.WithLedger;
import io.dromedary.chunk.Chunk;
import io.dromedary.chunk.Chunker;
import io.dromedary.extract.Extraction;
import io.dromedary.extract.Extractor;
import io.dromedary.index.Chunks;
import io.dromedary.index.ContentHash;
import io.dromedary.index.DocumentFilter;
import io.dromedary.index.DocumentVersion;
import io.dromedary.index.EmbeddedChunk;
import io.dromedary.index.Embeddings;
import io.dromedary.index.Generation;
import io.dromedary.retrieval.Measure.Slice;
import io.dromedary.search.Ranking;
import io.dromedary.search.SearchMode;
import io.dromedary.search.SearchRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

/** The gate: a change of chunks or keyword search that finds less does not pass. Without embedding, so it is quick. */
@Tag("once")
@WithLedger
class KeywordRetrievalIT {

    private static final Path TEXT = Path.of("src/test/resources/retrieval/state_of_the_union.md");
    private static final Path QUESTIONS = Path.of("src/test/resources/retrieval/questions.json");

    @Autowired
    private Extractor extractor;

    @Autowired
    private Chunker chunker;

    @Autowired
    private Chunks chunks;

    @Autowired
    private Embeddings embeddings;

    @Autowired
    private Ranking ranking;

    @Autowired
    private Ledger ledger;

    @Autowired
    private TransactionTemplate transaction;

    @Test
    void findsTheAnswersByTheirWords() throws Exception {
        UUID tenant = ledger.newTenant();
        publish(tenant);
        Measure measure = new Measure();
        for (Question question : Question.read(QUESTIONS)) {
            var request = new SearchRequest(question.question(), 60, SearchMode.KEYWORD, DocumentFilter.NONE, false);
            measure.add(
                    question,
                    ranking.rank(tenant, request, null).orElseThrow().stream()
                            .map(hit -> new Slice(
                                    hit.chunk().start(),
                                    hit.chunk().end(),
                                    hit.chunk().text()))
                            .toList());
        }
        System.out.println("Keyword retrieval: " + measure);
        assertThat(measure.recall(0)).isGreaterThan(87);
        assertThat(measure.recall(1)).isGreaterThan(94);
        assertThat(measure.recall(2)).isGreaterThan(96);
        assertThat(measure.overlap()).isGreaterThan(10.5);
    }

    private void publish(UUID tenant) {
        DocumentVersion document =
                new DocumentVersion(tenant, ledger.newJob(tenant).documentId(), 1);
        Generation generation = new Generation(1, embeddings.space("test", "1", "", 2), "");
        List<EmbeddedChunk> all = new ArrayList<>();
        try (Extraction extraction = extractor.open(TEXT, "text/markdown")) {
            chunker.chunk(extraction).forEachRemaining(chunk -> all.add(withoutMeaning(chunk)));
        }
        transaction.executeWithoutResult(status -> {
            chunks.stage(document, generation, all);
            chunks.publish(document, 1, all.size(), List.of());
        });
    }

    private static EmbeddedChunk withoutMeaning(Chunk chunk) {
        return new EmbeddedChunk(
                chunk.ordinal(),
                chunk.passage(),
                chunk.header(),
                chunk.gap(),
                chunk.text(),
                chunk.start(),
                chunk.end(),
                chunk.firstPage(),
                chunk.lastPage(),
                chunk.headings(),
                chunk.tokens(),
                ContentHash.of(chunk.embeddedText()),
                new float[] {1, 0});
    }
}
