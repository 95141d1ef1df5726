package io.dromedary.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryScheduleTest {

    private static final Instant NOW = Instant.parse("2025-11-03T09:00:00Z");

    private final RetrySchedule schedule = new RetrySchedule(new Random(1));

    @Test
    void hasTenAttemptsOverSeventyFiveHoursAndAHalf() {
        Duration sum = RetrySchedule.WAITS.stream().reduce(Duration.ZERO, Duration::plus);
        assertThat(RetrySchedule.WAITS).hasSize(9);
        assertThat(sum).isEqualTo(Duration.parse("PT75H35M5S"));
        assertThat(schedule.next(9, null)).isNotNull();
        assertThat(schedule.next(10, null)).isNull();
    }

    @Test
    void everyWaitIsAFifthLongerOrShorterAtMost() {
        for (int tries = 1; tries <= 9; tries++) {
            Duration wait = RetrySchedule.WAITS.get(tries - 1);
            for (int i = 0; i < 1_000; i++) {
                assertThat(schedule.next(tries, null))
                        .isBetween(
                                wait.multipliedBy(8).dividedBy(10),
                                wait.multipliedBy(12).dividedBy(10));
            }
        }
    }

    @Test
    void aWishCountsWhenItIsLongerAndNotForEver() {
        RetrySchedule exact = new RetrySchedule((RandomGenerator) () -> 1L << 62);
        assertThat(exact.next(1, Duration.ofSeconds(1))).isLessThan(Duration.ofSeconds(7));
        assertThat(exact.next(1, Duration.ofMinutes(9))).isEqualTo(Duration.ofMinutes(9));
        assertThat(exact.next(1, Duration.ofDays(400))).isEqualTo(RetrySchedule.LONGEST_WISH);
        assertThat(exact.next(10, Duration.ofSeconds(1))).isNull();
    }

    @Test
    void readsSecondsAndDates() {
        assertThat(RetryAfter.parse("120", NOW)).isEqualTo(Duration.ofMinutes(2));
        String date =
                DateTimeFormatter.RFC_1123_DATE_TIME.format(NOW.plusSeconds(90).atOffset(ZoneOffset.UTC));
        assertThat(RetryAfter.parse(date, NOW)).isEqualTo(Duration.ofSeconds(90));
        assertThat(RetryAfter.parse("Mon, 03 Nov 2025 08:00:00 GMT", NOW)).isEqualTo(Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-5", "1.5", "99999999999", "Mon, 99 Nov 2025 08:00:00 GMT", "[1, 2]"})
    void whatIsNeitherIsNoWish(@Nullable String value) {
        assertThat(RetryAfter.parse(value, NOW)).isNull();
        assertThat(RetryAfter.parse(null, NOW)).isNull();
    }
}
