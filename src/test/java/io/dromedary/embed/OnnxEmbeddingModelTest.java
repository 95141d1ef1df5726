package io.dromedary.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.store.embedding.CosineSimilarity;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxEmbeddingModelTest {

    private static final WordPieceTokenizer TOKENIZER = new WordPieceTokenizer();
    private static final OnnxEmbeddingModel MODEL = new OnnxEmbeddingModel(TOKENIZER, 2);

    @AfterAll
    static void close() {
        MODEL.close();
    }

    @Test
    void givesVectorsOf384DimensionsAndUnitLength() {
        Embedding embedding = embed("The camel crosses the desert.");
        assertThat(embedding.dimension()).isEqualTo(MODEL.dimension()).isEqualTo(384);
        assertThat(CosineSimilarity.between(embedding, embedding)).isCloseTo(1, within(1e-5));
        assertThat(length(embedding)).isCloseTo(1, within(1e-5));
    }

    @Test
    void findsTheTextThatMeansTheSame() {
        Embedding query = embed("How do animals survive without water?");
        assertThat(CosineSimilarity.between(query, embed("Camels can go for days without drinking.")))
                .isGreaterThan(CosineSimilarity.between(query, embed("The invoice is due within thirty days.")));
    }

    @Test
    void readsTheLastSentenceOfALongText() {
        String start = "The camel walks on. ".repeat(48);
        String sunset = start + "At last the sun went down behind the dunes.";
        String invoice = start + "The invoice has been paid in full by the bank.";

        assertThat(TOKENIZER.ids(sunset)).hasSize(250);
        assertThat(embed(sunset)).isNotEqualTo(embed(invoice));
        assertThat(CosineSimilarity.between(embed(sunset), embed(invoice))).isLessThan(0.99);
    }

    @Test
    void computesTheSameFromTokensAsFromText() {
        List<String> texts = SampleTexts.ofGrowingLength(40);
        List<TextSegment> tokenized = texts.stream()
                .<TextSegment>map(
                        text -> new TokenizedText(text, TOKENIZER.tokenize(text).ids()))
                .toList();
        assertThat(embedAll(tokenized)).isEqualTo(embedAll(segments(texts)));
    }

    @Test
    void believesTheTokensThatATextBrings() {
        TextSegment mislabelled = new TokenizedText("invoice", TOKENIZER.ids("camel"));
        assertThat(MODEL.embed(mislabelled).content()).isEqualTo(embed("camel"));
    }

    @Test
    void computesTheSameInAnyOrder() {
        List<String> texts = SampleTexts.ofGrowingLength(20);
        List<Embedding> alone =
                texts.stream().map(OnnxEmbeddingModelTest::embed).toList();

        List<Embedding> backwards = reversed(embedAll(segments(reversed(texts))));
        assertThat(embedAll(segments(texts))).isEqualTo(alone);
        assertThat(backwards).isEqualTo(alone);
    }

    @Test
    void countsTheTokensItRead() {
        assertThat(MODEL.embed("hello world").tokenUsage()).isEqualTo(new TokenUsage(2));
        assertThat(MODEL.embedAll(segments(List.of("hello", "hello world"))).tokenUsage())
                .isEqualTo(new TokenUsage(3));
    }

    @Test
    void givesNothingForNothing() {
        assertThat(embedAll(List.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t", "\u200B"})
    void givesATextWithoutTokensTheVectorOfTheEmptySequence(String text) {
        assertThat(length(embed(text))).isCloseTo(1, within(1e-5));
        assertThat(embed(text)).isEqualTo(embed(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[SEP]", "[CLS]", "[MASK]", "[PAD]", "[UNK]"})
    void readsTheNamesOfSpecialTokensAsText(String name) {
        String escaped = name.replace("[", "[ ").replace("]", " ]");
        assertThat(embed("before " + name + " after")).isEqualTo(embed("before " + escaped + " after"));
    }

    @Test
    void embedsATextThatFillsTheModelAndRefusesALongerOne() {
        assertThat(length(embed("camel ".repeat(510)))).isCloseTo(1, within(1e-5));
        assertThatThrownBy(() -> embed("camel ".repeat(511)))
                .isInstanceOfSatisfying(Failure.Permanent.class, failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
                    assertThat(failure.detail()).contains("511", "510");
                });
    }

    @Test
    void failsABatchAsTheTextInItFails() {
        List<TextSegment> batch = segments(List.of("short", "camel ".repeat(511), "short"));
        assertThatThrownBy(() -> MODEL.embedAll(batch)).isInstanceOf(Failure.Permanent.class);
    }

    @Test
    void loadsTheModelWhenItIsFirstNeeded() {
        try (OnnxEmbeddingModel model = new OnnxEmbeddingModel(TOKENIZER, 1)) {
            assertThat(model.info().dimensions()).isEqualTo(384);
            assertThat(model.isLoaded()).isFalse();
            model.embed("camel");
            assertThat(model.isLoaded()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"'dispatch,deliver', false", "'intake,work', true"})
    void isLoadedAtStartWhereDocumentsAreWorkedOn(String roles, boolean loaded) {
        try (OnnxEmbeddingModel model = new OnnxEmbeddingModel(TOKENIZER, 1)) {
            new EarlyModel(model, Set.of(roles.split(",")));
            assertThat(model.isLoaded()).isEqualTo(loaded);
        }
    }

    @Test
    void endsItsThreadsWhenItIsClosed() throws InterruptedException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        OnnxEmbeddingModel model = new OnnxEmbeddingModel(TOKENIZER, 2);
        model.embedAll(segments(List.of("one", "two", "three")));
        Set<Thread> own = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("embedding-") && !before.contains(thread))
                .collect(Collectors.toSet());
        assertThat(own).hasSize(2);

        model.close();
        model.close();

        for (Thread thread : own) {
            // A pool has ended a moment before its last thread has.
            thread.join(10_000);
        }
        assertThat(own).noneMatch(Thread::isAlive);
        assertThatThrownBy(() -> model.embed("late")).isInstanceOf(Failure.Transient.class);
        assertThatThrownBy(() -> model.embedAll(segments(List.of("too", "late"))))
                .isInstanceOf(Failure.Transient.class);
    }

    @Test
    void saysWhatMadeAVector() {
        assertThat(MODEL.info())
                .isEqualTo(new EmbeddingModelInfo(
                        "all-minilm-l6-v2-q",
                        "onnxruntime 1.26.0",
                        "batch=1,truncation=off,special-tokens=escaped",
                        384,
                        512));
    }

    private static Embedding embed(String text) {
        return MODEL.embed(text).content();
    }

    private static List<Embedding> embedAll(List<TextSegment> segments) {
        return MODEL.embedAll(segments).content();
    }

    private static List<TextSegment> segments(List<String> texts) {
        return texts.stream().map(TextSegment::from).toList();
    }

    private static <T> List<T> reversed(List<T> list) {
        List<T> reversed = new ArrayList<>(list);
        Collections.reverse(reversed);
        return reversed;
    }

    private static double length(Embedding embedding) {
        double sum = 0;
        for (float component : embedding.vector()) {
            sum += component * component;
        }
        return Math.sqrt(sum);
    }
}
