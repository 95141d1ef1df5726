package io.dromedary.embed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our vectors against those of langchain4j's own model, one text per call, with its truncation taken away. */
class LangChain4jEqualityTest {

    private static final WordPieceTokenizer TOKENIZER = new WordPieceTokenizer();
    private static final OnnxEmbeddingModel MODEL = new OnnxEmbeddingModel(TOKENIZER, 2);
    private static final List<String> TEXTS = SampleTexts.ofGrowingLength(60);

    private static List<Embedding> expected = List.of();

    @BeforeAll
    static void embedWithLangChain4j(@TempDir Path directory) throws IOException {
        // Its tokenizer would otherwise send telemetry and keep a library in the home directory.
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("ENGINE_CACHE_DIR", directory.resolve("engine").toString());
        EmbeddingModel reference = new dev.langchain4j.model.embedding.onnx.OnnxEmbeddingModel(
                model(directory), tokenizerWithoutTruncation(directory), PoolingMode.MEAN);
        expected = TEXTS.stream().map(text -> reference.embed(text).content()).toList();
    }

    @AfterAll
    static void close() {
        MODEL.close();
    }

    @Test
    void coversEveryLength() {
        assertThat(TEXTS).anyMatch(text -> TOKENIZER.ids(text).length < 10);
        assertThat(TEXTS).anyMatch(text -> TOKENIZER.ids(text).length > 450);
        assertThat(TEXTS).allMatch(text -> TOKENIZER.ids(text).length <= 510);
    }

    @Test
    void equalsToTheLastBit() {
        List<Integer> all = IntStream.range(0, TEXTS.size()).boxed().toList();
        assertThat(differing(all)).isEmpty();
    }

    @Test
    void equalsToTheLastBitInAnyOrderWhileEightEmbedAtATime() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<List<String>>> batches = new ArrayList<>();
            for (int seed = 0; seed < 8; seed++) {
                List<Integer> batch = twentyOf(TEXTS.size(), new Random(seed));
                batches.add(() -> differing(batch));
            }
            for (Future<List<String>> differing : threads.invokeAll(batches)) {
                assertThat(differing.get()).isEmpty();
            }
        } finally {
            threads.shutdown();
        }
    }

    /** Those of a batch whose vectors are not the expected ones: shorter to read than the vectors. */
    private static List<String> differing(List<Integer> batch) {
        List<Embedding> embeddings = MODEL.embedAll(
                        batch.stream().map(TEXTS::get).map(TextSegment::from).toList())
                .content();
        assertThat(embeddings).hasSameSizeAs(batch);
        return IntStream.range(0, batch.size())
                .filter(i -> !embeddings.get(i).equals(expected.get(batch.get(i))))
                .mapToObj(i -> TEXTS.get(batch.get(i)))
                .toList();
    }

    private static List<Integer> twentyOf(int size, Random random) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, size).boxed().toList());
        Collections.shuffle(order, random);
        return order.subList(0, 20);
    }

    private static Path model(Path directory) throws IOException {
        Path file = directory.resolve("model.onnx");
        try (InputStream content = resource("/all-minilm-l6-v2-q.onnx")) {
            Files.copy(content, file);
        }
        return file;
    }

    private static Path tokenizerWithoutTruncation(Path directory) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        try (InputStream content = resource("/all-minilm-l6-v2-q-tokenizer.json")) {
            ObjectNode definition = (ObjectNode) mapper.readTree(content);
            // A padding of fixed length cuts as well.
            definition.putNull("truncation").putNull("padding");
            return Files.write(directory.resolve("tokenizer.json"), mapper.writeValueAsBytes(definition));
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(LangChain4jEqualityTest.class.getResourceAsStream(name), name);
    }
}
