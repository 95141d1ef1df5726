package io.dromedary.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultWaitTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "wait=10, 10",
                "WAIT = 5, 5",
                "'respond-async, wait=7', 7",
                "'wait=7;strict, handling=lenient', 7",
                "wait=\"3\", 3",
                "'wait=1, wait=9', 1",
                "'wait=soon, wait=9', 9",
                "wait=0, 0",
                "wait=999999999, 999999999",
                "wait=9999999999, 0",
                "wait=-1, 0",
                "wait, 0",
                "await=5, 0",
                "'return=minimal', 0",
                "'', 0",
                "-, 0",
            })
    void readsThePreferenceAndIgnoresWhatItCannotRead(@Nullable String prefer, long seconds) {
        assertThat(ResultWait.preferredSeconds(prefer)).isEqualTo(seconds);
    }
}
