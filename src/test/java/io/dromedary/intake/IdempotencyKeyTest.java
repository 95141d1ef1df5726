package io.dromedary.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {

    @ParameterizedTest
    @ValueSource(strings = {"key-1", "\"key-1\"", "  key-1  ", "\t\"key-1\" "})
    void readsTheQuotedAndTheBareForm(String header) {
        assertThat(IdempotencyKey.parse(header)).isEqualTo(new IdempotencyKey("key-1"));
    }

    @Test
    void takesUpTo255Characters() {
        String longest = "k".repeat(255);
        assertThat(IdempotencyKey.parse(longest).value()).isEqualTo(longest);
        assertThat(IdempotencyKey.parse('"' + longest + '"').value()).isEqualTo(longest);
        assertRefused(longest + "k", ErrorCode.INVALID_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\"\"",
                "a b",
                "a\u0000b",
                "a\r\nX-Evil: 1",
                "cl\u00e9",
                "\u007f",
                "a\tb",
                "\ud83d\udc2a"
            })
    void refusesWhatIsNoKey(String header) {
        assertRefused(header, ErrorCode.INVALID_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "\"key", "key\"", "ke\"y", "\"ke\"y\""})
    void refusesAStrayQuote(String header) {
        assertRefused(header, ErrorCode.INVALID_REQUEST);
    }

    @Test
    void asksForAKey() {
        assertRefused(null, ErrorCode.IDEMPOTENCY_KEY_REQUIRED);
    }

    private static void assertRefused(@Nullable String header, ErrorCode code) {
        assertThatThrownBy(() -> IdempotencyKey.parse(header))
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
