package io.dromedary.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestRatesTest {

    private final AtomicLong nanos = new AtomicLong();
    private final RequestRates rates = new RequestRates(new RateProperties(30), new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return nanos.get();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    });
    private final Tenant tenant = new Tenant(UUID.randomUUID(), "a");

    @Test
    void tellsTheLimitWhatIsLeftAndWhenAllIsBack() {
        RequestRate rate = rates.count(tenant);
        assertThat(rate.policy()).isEqualTo("\"default\";q=30;w=60");
        assertThat(rate.state()).isEqualTo("\"default\";r=29;t=2");
        assertThat(rates.count(tenant).state()).isEqualTo("\"default\";r=28;t=4");
    }

    @Test
    void refusesWhatIsOverTheRateAndSaysWhenToComeAgain() {
        for (int i = 0; i < 30; i++) {
            RequestRate rate = rates.count(tenant);
            assertThatCode(() -> rates.admit(rate)).doesNotThrowAnyException();
        }
        RequestRate over = rates.count(tenant);
        assertThat(over.state()).isEqualTo("\"default\";r=0;t=60");
        assertThatThrownBy(() -> rates.admit(over)).isInstanceOfSatisfying(Failure.Transient.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(ErrorCode.RATE_LIMITED);
            assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(2));
        });
    }

    @Test
    void fillsEvenlyAndRefusedRequestsCostNothing() {
        for (int i = 0; i < 100; i++) {
            rates.count(tenant);
        }
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(rates.count(tenant).pause()).isZero();
        assertThat(rates.count(tenant).pause()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void tenantsDoNotShareTheirRates() {
        for (int i = 0; i < 31; i++) {
            rates.count(tenant);
        }
        assertThat(rates.count(new Tenant(UUID.randomUUID(), "b")).left()).isEqualTo(29);
    }

    @Test
    void aRateIsAtLeastOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RateProperties(0))
                .withMessage("dromedary.rate.requests-per-minute (0) must be at least 1");
    }
}
