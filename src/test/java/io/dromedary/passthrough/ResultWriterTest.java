package io.dromedary.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.dromedary.chunk.Chunk;
import io.dromedary.embed.EmbeddedBatch;
import io.dromedary.embed.EmbeddingModelInfo;
import io.dromedary.index.ContentHash;
import io.dromedary.index.EmbeddedChunk;
import io.dromedary.index.EmbeddingSpace;
import io.dromedary.index.Generation;
import io.dromedary.index.Vectors;
import io.dromedary.job.Claim;
import io.dromedary.passthrough.PartPlan.Planned;
import io.dromedary.webhook.Receiver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.util.unit.DataSize;

/** The promise W-10: a thousand chunks of 1,536 dimensions leave in parts of which each is small. */
class ResultWriterTest {

    private static final int DIMENSIONS = 1_536;
    private static final Claim CLAIM = new Claim(
            new UUID(1, 1), new UUID(2, 2), new UUID(3, 3), 1, 1, 1, "tenant/object", null, "text/plain", true, 1);

    private final ObjectMapper json = new ObjectMapper().registerModule(new JavaTimeModule());
    private final PassthroughProperties properties =
            new PassthroughProperties(Duration.ofHours(24), DataSize.ofMegabytes(1));
    private final ResultWriter writer = new ResultWriter(
            json, generation -> new EmbeddingModelInfo("model", "test", "", DIMENSIONS, 512), properties);
    private final Random random = new Random(1);

    private static Result result(VectorFormat format) {
        Receiver receiver = new Receiver(CLAIM.tenantId(), new UUID(4, 4), false, "https://example.com/hook");
        return new Result(CLAIM, receiver, format, Instant.EPOCH, 1, 0, ResultDigest.ofNothing());
    }

    private static Chunk chunk(int ordinal, String text) {
        return new Chunk(ordinal, text, ordinal * 10, ordinal * 10 + 9, 1, 2, List.of("Head \"ing\""), new int[100]);
    }

    private EmbeddedBatch embedded(List<Chunk> chunks) {
        List<EmbeddedChunk> embedded = new ArrayList<>();
        for (Chunk chunk : chunks) {
            float[] vector = new float[DIMENSIONS];
            for (int i = 0; i < DIMENSIONS; i++) {
                vector[i] = random.nextFloat() * 2 - 1;
            }
            embedded.add(new EmbeddedChunk(
                    chunk.ordinal(),
                    chunk.text(),
                    chunk.start(),
                    chunk.end(),
                    1,
                    2,
                    chunk.headings(),
                    chunk.tokens(),
                    ContentHash.of(chunk.text()),
                    vector));
        }
        return new EmbeddedBatch(new Generation(1, new EmbeddingSpace(1, DIMENSIONS), ""), embedded);
    }

    private List<ResultPart> parts(Result result, List<Chunk> batch, EmbeddedBatch embedded) {
        List<ResultPart> parts = new ArrayList<>();
        for (List<Chunk> chunks : writer.divide(result, batch)) {
            byte[] hash = ResultDigest.ofPart(chunks);
            result.add(hash);
            parts.add(writer.part(result, new Planned(result.made(), hash, result.digest(), false, chunks), embedded));
        }
        return parts;
    }

    @ParameterizedTest
    @EnumSource(VectorFormat.class)
    void everyPartIsSmallAndNoneIsMissing(VectorFormat format) throws Exception {
        Result result = result(format);
        List<JsonNode> chunks = new ArrayList<>();
        long bytes = 0;
        int largest = 0;
        for (int batch = 0; batch < 50; batch++) {
            List<Chunk> texts = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                texts.add(chunk(batch * 20 + i, "A \u2028 \ud83d\udc2a \"text\" ".repeat(100)));
            }
            for (ResultPart part : parts(result, texts, embedded(texts))) {
                bytes += part.body().length;
                largest = Math.max(largest, part.body().length);
                json.readTree(part.body()).at("/data/chunks").forEach(chunks::add);
            }
        }
        System.out.printf(
                "W-10: 1,000 chunks of %d dimensions as %s: %.1f MB in %d parts, the largest %.2f MB%n",
                DIMENSIONS, format.code(), bytes / 1e6, result.made(), largest / 1e6);
        assertThat(largest).isLessThanOrEqualTo((int) properties.partSize().toBytes());
        assertThat(chunks).hasSize(1_000);
        assertThat(chunks)
                .extracting(chunk -> chunk.path("ordinal").asInt())
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void bothFormatsCarryTheSameFloats() throws Exception {
        List<Chunk> texts = List.of(chunk(0, "text"));
        EmbeddedBatch batch = embedded(texts);
        float[] expected = batch.chunks().get(0).vector();
        JsonNode numbers = json.readTree(
                        parts(result(VectorFormat.JSON), texts, batch).get(0).body())
                .at("/data/chunks/0/vector");
        String base64 = json.readTree(
                        parts(result(VectorFormat.BASE64), texts, batch).get(0).body())
                .at("/data/chunks/0/vector")
                .asText();
        assertThat(Vectors.fromBytes(Base64.getDecoder().decode(base64))).isEqualTo(expected);
        assertThat(numbers).hasSize(DIMENSIONS);
        for (int i = 0; i < DIMENSIONS; i++) {
            assertThat(Float.parseFloat(numbers.get(i).asText())).isEqualTo(expected[i]);
        }
    }

    @Test
    void aChunkThatAloneIsTooLargeIsAPartOfItsOwn() {
        String large = "x".repeat(2_000_000);
        assertThat(writer.divide(result(VectorFormat.BASE64), List.of(chunk(0, "a"), chunk(1, large), chunk(2, "b"))))
                .extracting(part -> part.get(0).ordinal())
                .containsExactly(0, 1, 2);
    }
}
