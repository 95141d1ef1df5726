package io.dromedary.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2015-10-21T07:28:00Z");

    @ParameterizedTest
    @CsvSource({"0, 0", "7, 7", "' 120 ', 120", "999999999, 3600"})
    void readsSecondsUpToAnHour(String value, long seconds) {
        assertThat(RetryAfter.of(headers(Map.of("Retry-After", List.of(value))), NOW))
                .contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Wed, 21 Oct 2015 07:28:30 GMT | 30",
                "Wed, 21 Oct 2015 07:00:00 GMT | 0",
                "Thu, 22 Oct 2015 07:28:00 GMT | 3600"
            })
    void readsDates(String value, long seconds) {
        assertThat(RetryAfter.of(headers(Map.of("Retry-After", List.of(value))), NOW))
                .contains(Duration.ofSeconds(seconds));
    }

    @Test
    void comparesADateWithTheClockOfTheServer() {
        HttpHeaders headers = headers(Map.of(
                "Retry-After", List.of("Wed, 21 Oct 2015 09:00:05 GMT"),
                "Date", List.of("Wed, 21 Oct 2015 09:00:00 GMT")));
        assertThat(RetryAfter.of(headers, NOW)).contains(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "99999999999999999999"})
    void knowsNothingFromWhatNobodyCanRead(String value) {
        assertThat(RetryAfter.of(headers(Map.of("Retry-After", List.of(value))), NOW))
                .isEmpty();
        assertThat(RetryAfter.of(headers(Map.of()), NOW)).isEmpty();
    }

    private static HttpHeaders headers(Map<String, List<String>> headers) {
        return HttpHeaders.of(headers, (name, value) -> true);
    }
}
