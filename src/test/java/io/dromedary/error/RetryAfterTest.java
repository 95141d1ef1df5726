package io.dromedary.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2015-10-21T07:28:00Z");

    @ParameterizedTest
    @CsvSource({"0, 0", "7, 7", "' 120 ', 120", "999999999, 999999999"})
    void readsSeconds(String value, long seconds) {
        assertThat(RetryAfter.parse(value, NOW)).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Wed, 21 Oct 2015 07:28:30 GMT | 30",
                "Wed, 21 Oct 2015 07:00:00 GMT | 0",
                "Thu, 22 Oct 2015 07:28:00 GMT | 86400"
            })
    void readsDatesThatNeverGoBackInTime(String value, long seconds) {
        assertThat(RetryAfter.parse(value, NOW)).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "99999999999", "[1, 2]", "Wed, 32 Oct 2015 07:28:00 GMT"})
    void knowsNothingFromWhatNobodyCanRead(String value) {
        assertThat(RetryAfter.parse(value, NOW)).isEmpty();
        assertThat(RetryAfter.date(value)).isEmpty();
    }

    @Test
    void knowsNothingWithoutTheHeader() {
        assertThat(RetryAfter.parse(null, NOW)).isEmpty();
        assertThat(RetryAfter.date(null)).isEmpty();
    }
}
