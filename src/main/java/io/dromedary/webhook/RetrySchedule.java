package io.dromedary.webhook;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * When a delivery is tried again: ten attempts over 75 hours and a half, each wait a fifth longer or shorter at random,
 * so that what failed together does not come back together.
 *
 * @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
 *     Webhooks 1.0.0, "Deliverability and reliability", from which the waits are taken</a>
 */
@Component
class RetrySchedule {

    static final List<Duration> WAITS = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24));

    /** A receiver may ask for more time, but not for ever. */
    static final Duration LONGEST_WISH = Duration.ofHours(12);

    private static final double JITTER = 0.2;

    private final RandomGenerator random;

    @Autowired
    RetrySchedule() {
        this(RandomGenerator.getDefault());
    }

    RetrySchedule(RandomGenerator random) {
        this.random = random;
    }

    /**
     * The wait before the next attempt.
     *
     * @param tries the attempts so far
     * @param wish how long the receiver asked to be left alone
     * @return null when that was the last one
     */
    @Nullable
    Duration next(int tries, @Nullable Duration wish) {
        if (tries > WAITS.size()) {
            return null;
        }
        double factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
        Duration wait = Duration.ofMillis(Math.round(WAITS.get(tries - 1).toMillis() * factor));
        Duration asked = wish == null ? Duration.ZERO : wish.compareTo(LONGEST_WISH) > 0 ? LONGEST_WISH : wish;
        return asked.compareTo(wait) > 0 ? asked : wait;
    }
}
