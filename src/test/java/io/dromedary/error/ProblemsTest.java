package io.dromedary.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProblemsTest {

    private final Problems problems = new Problems();

    @Test
    void whatPassesSaysWhenInWholeSecondsAndNeverAtOnce() {
        assertThat(problems.retryAfter(rateLimited(Duration.ofMillis(59_001)))).isEqualTo(60);
        assertThat(problems.retryAfter(rateLimited(Duration.ofSeconds(60)))).isEqualTo(60);
        assertThat(problems.retryAfter(rateLimited(Duration.ZERO))).isEqualTo(1);
    }

    @Test
    void anUnavailablePartIsAskedForAgainSoon() {
        Failure failure = new Failure.Transient(ErrorCode.STORE_UNAVAILABLE, "away");
        assertThat(problems.retryAfter(new IllegalStateException(failure))).isEqualTo(5);
    }

    @Test
    void whereWaitingDoesNotHelpNothingIsSaid() {
        assertThat(problems.retryAfter(new Failure.Permanent(ErrorCode.NOT_FOUND, "no")))
                .isNull();
        assertThat(problems.retryAfter(new Failure.Permanent(ErrorCode.QUOTA_EXCEEDED, "no")))
                .isNull();
        assertThat(problems.retryAfter(new IllegalStateException("a defect"))).isNull();
    }

    @Test
    void onlyAnUnauthorizedAnswerChallenges() {
        assertThat(problems.challenge(new Failure.Permanent(ErrorCode.UNAUTHORIZED, "no")))
                .isEqualTo("Bearer");
        assertThat(problems.challenge(new Failure.Permanent(ErrorCode.NOT_FOUND, "no")))
                .isNull();
    }

    private static Failure rateLimited(Duration retryAfter) {
        return new Failure.Transient(ErrorCode.RATE_LIMITED, "slower", retryAfter);
    }
}
