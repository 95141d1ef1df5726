package io.dromedary.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {

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
}
