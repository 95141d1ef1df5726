package io.dromedary.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import io.dromedary.Ledger;
import io.dromedary.WithLedger;
import io.dromedary.chunk.Chunk;
import io.dromedary.chunk.ChunkProperties;
import io.dromedary.chunk.Chunker;
import io.dromedary.chunk.Tokens;
import io.dromedary.index.Chunks;
import io.dromedary.index.DocumentVersion;
import io.dromedary.index.EmbeddedChunk;
import io.dromedary.index.EmbeddingSpace;
import io.dromedary.index.Embeddings;
import io.dromedary.index.Generation;
import io.dromedary.index.Generations;
import io.dromedary.job.Claim;
import io.dromedary.job.EmbeddingCost;
import io.dromedary.job.EmbeddingUse;
import io.dromedary.provider.EmbeddingGovernor;
import io.dromedary.provider.ProviderProperties;
import io.dromedary.provider.Workers;
import io.dromedary.tenant.Tenants;
import io.dromedary.tenant.Tenants.TenantView;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

@Tag("once")
@WithLedger
class EmbedderIT {

    @Autowired
    private Embeddings embeddings;

    @Autowired
    private EmbeddingUse use;

    @Autowired
    private Tenants tenants;

    @Autowired
    private Chunks chunks;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private Ledger ledger;

    private final Letters model = new Letters();
    private Generation generation;

    @Autowired
    private Generations generations;

    private Embedder embedder;
    private Claim claim;

    /** Makes a vector of the length of a text and of its first letter, and remembers what it was asked. */
    private static final class Letters implements EmbeddingModel {

        private final List<List<String>> calls = new ArrayList<>();

        @Override
        public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
            calls.add(segments.stream().map(TextSegment::text).toList());
            return Response.from(
                    segments.stream()
                            .map(segment -> Embedding.from(vector(segment.text())))
                            .toList(),
                    new TokenUsage(1_000 * segments.size()));
        }
    }

    @BeforeEach
    void newEmbedder() {
        generation = new Generation(1, embeddings.space("letters", "1", "", 2), "");
        embedder = embedder(generation.space());
        claim = ledger.newClaim(ledger.newTenant());
    }

    @Test
    void embedsEachTextOfABatchOnceInOneCall() {
        EmbeddedBatch batch = embedder.embed(claim, batch("ape", "bee", "ape", "cat", "bee"));
        assertThat(model.calls).containsExactly(List.of("ape", "bee", "cat"));
        assertThat(batch.generation().space()).isEqualTo(generation.space());
        assertThat(batch.chunks()).extracting(EmbeddedChunk::ordinal).containsExactly(0, 1, 2, 3, 4);
        assertThat(batch.chunks())
                .allSatisfy(chunk -> assertThat(chunk.vector()).containsExactly(vector(chunk.text())));
    }

    @Test
    void doesNotEmbedAgainWhatTheTenantHas() {
        stage(embedder.embed(claim, batch("ape", "bee")));
        model.calls.clear();
        EmbeddedBatch again = embedder.embed(claim, batch("bee", "cat", "ape"));
        assertThat(model.calls).containsExactly(List.of("cat"));
        assertThat(again.chunks())
                .allSatisfy(chunk -> assertThat(chunk.vector()).containsExactly(vector(chunk.text())));
    }

    @Test
    void doesNotCallTheModelForABatchThatIsKnown() {
        stage(embedder.embed(claim, batch("ape", "bee")));
        model.calls.clear();
        assertThat(embedder.embed(claim, batch("bee", "ape")).chunks()).hasSize(2);
        assertThat(model.calls).isEmpty();
    }

    @Test
    void embedsForATenantWhatOnlyAnotherHas() {
        stage(embedder.embed(claim, batch("ape")));
        model.calls.clear();
        embedder.embed(ledger.newClaim(ledger.newTenant()), batch("ape"));
        assertThat(model.calls).containsExactly(List.of("ape"));
    }

    @Test
    void embedsForAModelWhatOnlyAnotherMade() {
        stage(embedder.embed(claim, batch("ape")));
        model.calls.clear();
        embedder(embeddings.space("letters", "2", "", 2)).embed(claim, batch("ape"));
        assertThat(model.calls).containsExactly(List.of("ape"));
    }

    @Test
    void countsTokensAndCostForTheJobAndTheTenant() {
        stage(embedder.embed(claim, batch("ape", "bee")));
        embedder.embed(claim, batch("ape", "cat"));
        assertThat(ledger.job(claim.jobId()).get("embedded_tokens")).isEqualTo(3_000L);
        assertThat((BigDecimal) ledger.job(claim.jobId()).get("embedding_cost")).isEqualByComparingTo("0.006");
        assertThat(tenants.list().tenants())
                .filteredOn(tenant -> tenant.name().equals(claim.tenantId().toString()))
                .singleElement()
                .extracting(TenantView::embedding)
                .isEqualTo(new EmbeddingCost(3_000, new BigDecimal("0.006")));
    }

    @Test
    void namesTheChunksThatHaveNoDirection() {
        embedder.embed(claim, batch("ape", "-"));
        embedder.embed(claim, batch("-"));
        assertThat(use.unembedded(claim)).containsExactly(0, 1);
    }

    /** As the only recipe, it goes on with the generation that there is. */
    private Embedder embedder(EmbeddingSpace space) {
        Chunker chunker =
                new Chunker(text -> new Tokens(new int[0], new int[0], new int[0]), new ChunkProperties(80, 254, 400));
        Recipe recipe = new Recipe(
                "main",
                "embeddingModel",
                space,
                new EmbeddingModelInfo("letters", "1", "", 2, 512),
                chunker,
                model,
                mock(EmbeddingGovernor.class),
                prices());
        return new Embedder(new Recipes(generations, List.of(recipe)), embeddings, use);
    }

    private static ProviderProperties prices() {
        return Workers.properties(URI.create("http://127.0.0.1"));
    }

    private void stage(EmbeddedBatch batch) {
        DocumentVersion document = new DocumentVersion(claim.tenantId(), claim.documentId(), claim.version());
        transaction.executeWithoutResult(status -> chunks.stage(document, batch.generation(), batch.chunks()));
    }

    private static List<Chunk> batch(String... texts) {
        return IntStream.range(0, texts.length)
                .mapToObj(i -> new Chunk(i, texts[i], i, i + 1, 0, 0, List.of(), new int[] {i}))
                .toList();
    }

    private static float[] vector(String text) {
        return new float[] {text.equals("-") ? 0 : text.length(), text.equals("-") ? 0 : text.charAt(0)};
    }
}
