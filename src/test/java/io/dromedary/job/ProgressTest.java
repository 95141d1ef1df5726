package io.dromedary.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {

    @Test
    void addsChunksAndTokensAndKeepsTheHighestPage() {
        assertThat(new Progress(3, 20, 5_000_000_000L).plus(new Progress(2, 5, 1)))
                .isEqualTo(new Progress(3, 25, 5_000_000_001L));
        assertThat(Progress.NONE.plus(new Progress(1, 2, 3))).isEqualTo(new Progress(1, 2, 3));
    }

    @ParameterizedTest
    @CsvSource({"-1, 0, 0", "0, -1, 0", "0, 0, -1"})
    void neverRunsBackwards(int pages, int chunks, long tokens) {
        assertThatThrownBy(() -> new Progress(pages, chunks, tokens))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Progress counts up from zero, not pages %d, chunks %d, tokens %d", pages, chunks, tokens);
    }
}
