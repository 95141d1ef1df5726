package io.dromedary.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListCursorTest {

    private final ListCursor cursor = new ListCursor(
            Instant.parse("2025-11-03T09:00:00.123456Z"), UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e"));

    @Test
    void keepsTheTimeToTheMicrosecondAndTheId() {
        assertThat(ListCursor.decode(cursor.encode())).isEqualTo(cursor);
    }

    @Test
    void isTheSameTextForTheSamePlaceAndFitsIntoAnUrl() {
        assertThat(cursor.encode())
                .isEqualTo("AQAGQqzwr8ZAD4-tW9nLRp-hZXCGdyiVDg")
                .matches("[A-Za-z0-9_-]+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "%%%", "AAAA", "AQAGQqzwr8ZAD4-tW9nLRp-hZXCGdyiVDgAA"})
    void refusesWhatIsNoCursor(String text) {
        assertRefused(text);
    }

    @Test
    void refusesAnotherVersionAndTimesThatTheLedgerCannotHold() {
        byte[] bytes = Base64.getUrlDecoder().decode(cursor.encode());
        bytes[1] = 0x7f;
        assertRefused(Base64.getUrlEncoder().encodeToString(bytes));
        bytes[1] = -1;
        assertRefused(Base64.getUrlEncoder().encodeToString(bytes));
        bytes[1] = 0;
        bytes[0] = 2;
        assertRefused(Base64.getUrlEncoder().encodeToString(bytes));
    }

    private static void assertRefused(String text) {
        assertThatThrownBy(() -> ListCursor.decode(text))
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }
}
