package io.dromedary.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.chunk.Tokens;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordPieceTokenizerTest {

    private static final WordPieceTokenizer TOKENIZER = new WordPieceTokenizer();

    @Test
    void cutsWordsIntoPiecesOfTheVocabulary() {
        assertThat(pieces("Embedding a dromedary")).containsExactly("Em", "bed", "ding", "a", "dr", "ome", "dar", "y");
        assertThat(TOKENIZER.tokenize("hello world").ids()).containsExactly(7592, 2088);
    }

    @Test
    void countsOffsetsInCharactersOfJavaAfterAnEmoji() {
        assertThat(pieces("😀 party 👩‍🚀 time")).containsExactly("😀", "party", "👩‍🚀", "time");
    }

    @Test
    void countsOffsetsInTheTextAsGivenWhereAccentsAreStripped() {
        assertThat(pieces("Über naïve")).containsExactly("Über", "naïve");
        assertThat(pieces("U\u0308ber nai\u0308ve")).containsExactly("U\u0308ber", "nai\u0308ve");
        assertThat(TOKENIZER.ids("U\u0308ber nai\u0308ve")).isEqualTo(TOKENIZER.ids("Über naïve"));
    }

    @Test
    void takesEachChineseCharacterAsAWord() {
        assertThat(pieces("日本語 text")).containsExactly("日", "本", "語", "text");
    }

    @Test
    void letsTheTokensOfADecomposedSyllableShareItsCharacter() {
        assertThat(pieces("한국")).containsExactly("한", "한", "한", "국", "국", "국");
    }

    @Test
    void passesOverWhatTheModelDoesNotSee() {
        assertThat(pieces("a\u0000 \uFFFD b\u200B\r\n\tc")).containsExactly("a", "b", "c");
    }

    @Test
    void survivesHalfASurrogatePair() {
        assertThat(pieces("x\uD800 😀 y\uDC00 z")).containsExactly("x", "😀", "y", "z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t \u00A0", "\u0301", "\u200B"})
    void findsNoTokenInATextThatSaysNothing(String text) {
        assertThat(TOKENIZER.tokenize(text).ids()).isEmpty();
        assertThat(TOKENIZER.ids(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[SEP]", "[CLS]", "[MASK]", "[PAD]", "[UNK]"})
    void readsTheNamesOfSpecialTokensAsText(String name) {
        assertThat(TOKENIZER.ids("before " + name + " after")).doesNotContain(0, 100, 101, 102, 103);
        assertThat(pieces("before " + name + " after"))
                .startsWith("before", "[")
                .endsWith("]", "after");
    }

    @Test
    void neverCutsALongText() {
        assertThat(TOKENIZER.ids("camel ".repeat(5000))).hasSize(5000);
    }

    @Test
    void givesTheSameIdsWithAndWithoutOffsets() {
        assertThat(SampleTexts.ofGrowingLength(40))
                .allSatisfy(text -> assertThat(TOKENIZER.ids(text))
                        .isEqualTo(TOKENIZER.tokenize(text).ids()));
    }

    @Test
    void keepsOffsetsAscendingAndInsideWhateverTheText() {
        for (int seed = 0; seed < 3000; seed++) {
            String text = noise(new Random(seed));
            Tokens tokens = TOKENIZER.tokenize(text);
            int start = 0;
            int end = 0;
            for (int i = 0; i < tokens.ids().length; i++) {
                assertThat(tokens.starts()[i]).as("start %d of %s", i, text).isBetween(start, text.length() - 1);
                assertThat(tokens.ends()[i])
                        .as("end %d of %s", i, text)
                        .isBetween(Math.max(end, tokens.starts()[i] + 1), text.length());
                start = tokens.starts()[i];
                end = tokens.ends()[i];
            }
        }
    }

    /** Any code units at all, half of them from the blocks that normalisation changes most. */
    private static String noise(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            switch (random.nextInt(6)) {
                case 0 -> text.append((char) random.nextInt(0x10000));
                case 1 -> text.appendCodePoint(random.nextInt(0x110000));
                case 2 -> text.append((char) ('a' + random.nextInt(26)));
                case 3 -> text.append((char) (0x0300 + random.nextInt(0x70)));
                case 4 -> text.append((char) (0xAC00 + random.nextInt(11172)));
                default -> text.append(' ');
            }
        }
        return text.toString();
    }

    private static List<String> pieces(String text) {
        Tokens tokens = TOKENIZER.tokenize(text);
        return IntStream.range(0, tokens.ids().length)
                .mapToObj(i -> text.substring(tokens.starts()[i], tokens.ends()[i]))
                .toList();
    }
}
