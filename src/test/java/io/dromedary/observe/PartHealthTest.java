package io.dromedary.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;

@Timeout(30)
class PartHealthTest {

    @Test
    void aPartThatAnswersIsUp() {
        try (var part = new PartHealth("part", () -> true)) {
            assertThat(part.health()).isEqualTo(Health.up().build());
        }
    }

    @Test
    void onlyTheKindOfAFailureIsTold() {
        try (var part = new PartHealth("part", () -> {
            throw new IllegalStateException("jdbc://user:secret@host");
        })) {
            assertThat(part.health().getStatus()).isEqualTo(PartHealth.DEGRADED);
            assertThat(part.health().getDetails()).containsOnly(Map.entry("reason", "IllegalStateException"));
        }
    }

    @Test
    void aPartThatHangsIsAskedOnceAndWaitedForOnce() {
        var asked = new AtomicInteger();
        var answer = new CountDownLatch(1);
        try (var part = new PartHealth("part", () -> {
            asked.incrementAndGet();
            answer.await();
            return true;
        })) {
            assertThat(part.health().getStatus()).isEqualTo(PartHealth.DEGRADED);
            long begin = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                assertThat(part.health().getStatus()).isEqualTo(PartHealth.DEGRADED);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(PartHealth.PATIENCE);
            assertThat(asked).hasValue(1);
            answer.countDown();
            Awaitility.await().until(() -> part.health().getStatus().equals(Status.UP));
        }
    }
}
