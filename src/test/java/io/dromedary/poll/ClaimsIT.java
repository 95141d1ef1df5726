package io.dromedary.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@WithPolling
class ClaimsIT {

    @Autowired
    private ClaimLedger ledger;

    @Autowired
    private JdbcClient jdbc;

    private final String place = "place " + UUID.randomUUID();
    private final AtomicLong clock = new AtomicLong();

    @Test
    void aSourceIsTakenByOneProcessUntilItIsForgotten() {
        Claims ours = claims(10);
        Claims theirs = claims(10);

        assertThat(ours.take("a")).isTrue();
        assertThat(theirs.take("a")).isFalse();
        assertThat(theirs.take("b")).isTrue();

        ours.forget("a");
        assertThat(theirs.take("a")).isTrue();
    }

    @Test
    void aClaimEndsWithItsLease() {
        assertThat(claims(10).take("a")).isTrue();
        makeDue("a");

        assertThat(claims(10).take("a")).isTrue();
    }

    @Test
    void aFailedSourceIsLeftAloneForLongerEachTime() {
        Claims claims = claims(10);
        for (double most : new double[] {0.5, 1, 2, 4}) {
            assertThat(claims.take("a")).isTrue();
            claims.release("a");
            assertThat(dueIn("a")).isBetween(most - 0.4, most);

            assertThat(claims(10).take("a")).isFalse();
            makeDue("a");
            pass(Duration.ofMinutes(1));
        }
    }

    @Test
    void afterAFailureThePlaceRestsForAMoment() {
        Claims claims = claims(10);
        claims.take("a");
        claims.release("a");

        assertThat(claims.isResting()).isTrue();
        assertThat(claims.take("b")).isFalse();
        pass(Duration.ofMillis(500));
        assertThat(claims.take("b")).isTrue();
    }

    @Test
    void afterAFailureOfOneSourceAloneTheOthersGoOn() {
        Claims claims = claims(10);
        claims.take("a");
        claims.postpone("a");
        claims.release("a");

        assertThat(claims.isResting()).isFalse();
        assertThat(claims.take("a")).isFalse();
        assertThat(claims.take("b")).isTrue();
    }

    @Test
    void successEndsTheRowOfFailures() {
        Claims claims = claims(10);
        for (String name : new String[] {"a", "b", "c"}) {
            claims.take(name);
            claims.release(name);
            pass(Duration.ofSeconds(10));
        }
        claims.take("d");
        claims.forget("d");
        claims.take("e");
        claims.release("e");

        pass(Duration.ofMillis(500));
        assertThat(claims.isResting()).isFalse();
    }

    @Test
    void whatIsForgottenIsNoFailureWhenItIsReleased() {
        Claims claims = claims(10);
        claims.take("a");
        claims.forget("a");
        claims.release("a");

        assertThat(claims.isResting()).isFalse();
        assertThat(claims.take("a")).isTrue();
    }

    @Test
    void aProcessHoldsNoMoreThanItsLimitAndLosesWhatItNeverReleases() {
        Claims claims = claims(2);

        assertThat(claims.take("a")).isTrue();
        assertThat(claims.take("b")).isTrue();
        assertThat(claims.take("c")).isFalse();
        pass(Duration.ofSeconds(21));
        assertThat(claims.take("c")).isTrue();
    }

    @Test
    void whatFailedLongAgoAndIsGoneIsSwept() {
        Claims claims = claims(10);
        claims.take("gone");
        jdbc.sql("update source_claim set due_at = now() - interval '2 days' where source = :source")
                .param("source", id("gone"))
                .update();
        claims.take("a");
        claims.release("a");

        assertThat(jdbc.sql("select count(*) from source_claim where source = :source")
                        .param("source", id("gone"))
                        .query(Long.class)
                        .single())
                .isZero();
    }

    private Claims claims(int limit) {
        return new Claims(ledger, place, limit, clock::get);
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private byte[] id(String path) {
        return DigestUtils.sha256(place + "\n" + path);
    }

    private void makeDue(String path) {
        jdbc.sql("update source_claim set due_at = now() where source = :source")
                .param("source", id(path))
                .update();
    }

    private double dueIn(String path) {
        return jdbc.sql("select extract(epoch from due_at - now())::float8 from source_claim where source = :source")
                .param("source", id(path))
                .query(Double.class)
                .single();
    }
}
