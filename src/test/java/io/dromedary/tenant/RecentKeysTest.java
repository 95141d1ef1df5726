package io.dromedary.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

class RecentKeysTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final RecentKeys recent = new RecentKeys(nanos::get);
    private final BearerToken token = BearerToken.of("Bearer a-key").orElseThrow();
    private final Tenant tenant = new Tenant(UUID.randomUUID(), "a");

    @Test
    void knowsAKeyForASecond() {
        recent.remember(token, tenant, Duration.ofDays(1));
        assertThat(recent.tenant(token)).isEqualTo(tenant);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos() - 1);
        assertThat(recent.tenant(token)).isEqualTo(tenant);
        nanos.incrementAndGet();
        assertThat(recent.tenant(token)).isNull();
    }

    @Test
    void knowsAKeyNoLongerThanItLasts() {
        recent.remember(token, tenant, Duration.ofMillis(10));
        nanos.addAndGet(Duration.ofMillis(10).toNanos());
        assertThat(recent.tenant(token)).isNull();
    }

    @Test
    void knowsNoOtherKey() {
        recent.remember(token, tenant, Duration.ofDays(1));
        assertThat(recent.tenant(BearerToken.of("Bearer another").orElseThrow()))
                .isNull();
    }

    @Test
    void forgetsWhenTheTransactionThatEndsAKeyIsCommitted() {
        recent.remember(token, tenant, Duration.ofDays(1));
        TransactionSynchronizationManager.initSynchronization();
        try {
            recent.forgetAfterCommit();
            assertThat(recent.tenant(token)).isEqualTo(tenant);
            TransactionSynchronizationManager.getSynchronizations().forEach(TransactionSynchronization::afterCommit);
        } finally {
            TransactionSynchronizationManager.clear();
        }
        assertThat(recent.tenant(token)).isNull();
    }
}
