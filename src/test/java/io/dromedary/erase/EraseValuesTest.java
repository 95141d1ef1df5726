package io.dromedary.erase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.erase.Receipt.SignedReceipt;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EraseValuesTest {

    private final Erasure erasure = new Erasure(
            new UUID(0, 1),
            new UUID(0, 2),
            Subject.DOCUMENT,
            new UUID(0, 3),
            Actor.CLIENT,
            Instant.EPOCH,
            List.of(),
            List.of(),
            Map.of("chunk", 40L));

    @Test
    void aReceiptIsCompleteOnlyWhenNothingIsLeft() {
        assertThat(receipt(Map.of("chunk", 0L, "objects", 0L)).complete()).isTrue();
        assertThat(receipt(Map.of("chunk", 0L, "objects", 1L)).complete()).isFalse();
    }

    @Test
    void thePaperSaysWhenSomethingIsLeft() {
        assertThat(paper(Map.of("objects", 0L))).contains("Nothing of it was found at this check.");
        assertThat(paper(Map.of("objects", 1L))).contains("Something of it is still there.");
    }

    @Test
    void thePaperHasLinesOfAsciiThatFitOnIt() {
        assertThat(paper(Map.of("objects", 0L)).lines()).allSatisfy(line -> {
            assertThat(line.length()).isLessThanOrEqualTo(80);
            assertThat(line).matches("[ -~]+");
        });
    }

    private String paper(Map<String, Long> remaining) {
        return new ReceiptText().of(new SignedReceipt(receipt(remaining), "x".repeat(1000)));
    }

    private Receipt receipt(Map<String, Long> remaining) {
        return Receipt.of(erasure, remaining, Instant.EPOCH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.05S", "P2D"})
    void anIntervalIsNeitherRestlessNorForgetful(Duration interval) {
        assertThatThrownBy(() -> new EraseProperties(interval)).hasMessageContaining("dromedary.erase.interval");
    }
}
