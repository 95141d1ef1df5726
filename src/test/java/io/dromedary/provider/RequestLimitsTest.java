package io.dromedary.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RequestLimitsTest {

    @Test
    void cutsAtTheNumberOfTexts() {
        assertThat(runs(new RequestLimits(2, 1000, 1000), "a", "b", "c"))
                .containsExactly(List.of("a", "b"), List.of("c"));
    }

    @Test
    void cutsAtTheTokens() {
        assertThat(runs(new RequestLimits(9, 5, 1000), "aa", "bbb", "c"))
                .containsExactly(List.of("aa", "bbb"), List.of("c"));
    }

    @Test
    void countsBytesAndNotCharacters() {
        assertThat(runs(new RequestLimits(9, 1000, 4), "\u4E2D", "a", "b"))
                .containsExactly(List.of("\u4E2D", "a"), List.of("b"));
    }

    @Test
    void leavesTheJudgementOfATextThatIsTooLargeAloneToTheProvider() {
        assertThat(runs(new RequestLimits(9, 2, 1000), "a", "bbb", "c"))
                .containsExactly(List.of("a"), List.of("bbb"), List.of("c"));
    }

    private static List<List<String>> runs(RequestLimits limits, String... texts) {
        return limits.runs(List.of(texts), Function.identity(), String::length);
    }
}
