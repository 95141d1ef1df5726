package io.dromedary.embed;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingType;
import io.dromedary.chunk.Tokens;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BytePairTokenizerTest {

    private final BytePairTokenizer tokenizer = new BytePairTokenizer(8183);

    @Test
    void leavesTheWhiteSpaceBetweenTokensOut() {
        assertThat(words("A caravan\n\ncrosses  the desert."))
                .containsExactly("A", "caravan", "", "cross", "es", "", "the", "desert", ".");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "plain words",
                "한국어 문장",
                "\uD83D\uDC2A camels \uD83D\uDC2A\u200D",
                "\uD83D alone",
                "<|endoftext|>"
            })
    void countsWhatTheEncodingCountsAndStaysInsideTheText(String text) {
        Tokens tokens = tokenizer.tokenize(text);
        assertThat(tokens.size())
                .isEqualTo(Encodings.newLazyEncodingRegistry()
                        .getEncoding(EncodingType.CL100K_BASE)
                        .countTokensOrdinary(WellFormed.of(text)));
        int before = 0;
        for (int i = 0; i < tokens.size(); i++) {
            assertThat(tokens.starts()[i]).isBetween(before, tokens.ends()[i]);
            before = tokens.starts()[i];
        }
        assertThat(tokens.size() == 0 ? 0 : tokens.ends()[tokens.size() - 1]).isLessThanOrEqualTo(text.length());
    }

    @Test
    void tokensOfOneCharacterShareIt() {
        Tokens tokens = tokenizer.tokenize("\uD83D\uDC2A");
        assertThat(tokens.size()).isGreaterThan(1);
        assertThat(tokens.starts()).containsOnly(0);
        assertThat(tokens.ends()).containsOnly(2);
    }

    private List<String> words(String text) {
        Tokens tokens = tokenizer.tokenize(text);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            words.add(text.substring(tokens.starts()[i], tokens.ends()[i]));
        }
        return words;
    }
}
