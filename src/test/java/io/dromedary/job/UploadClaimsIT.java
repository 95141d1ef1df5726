package io.dromedary.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.Ledger;
import io.dromedary.Together;
import io.dromedary.WithLedger;
import io.dromedary.job.UploadClaims.Outcome;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@WithLedger
class UploadClaimsIT {

    @Autowired
    private UploadClaims claims;

    @Autowired
    private Jobs jobs;

    @Autowired
    private Ledger ledger;

    @Autowired
    private JdbcClient jdbc;

    private final UUID claim = UUID.randomUUID();
    private final String key = UUID.randomUUID().toString();
    private UUID tenant;

    @BeforeEach
    void newTenant() {
        tenant = ledger.newTenant();
    }

    private Outcome take() {
        return claims.take(UUID.randomUUID(), tenant, key, 1);
    }

    @Test
    void oneOfEightSimultaneousUploadsGetsTheClaim() throws Exception {
        assertThat(Together.call(8, this::take))
                .containsOnly(Outcome.TAKEN, Outcome.BUSY)
                .containsOnlyOnce(Outcome.TAKEN);
    }

    @Test
    void aKeyOfAnotherTenantIsAnotherKey() {
        assertThat(take()).isEqualTo(Outcome.TAKEN);
        assertThat(claims.take(UUID.randomUUID(), ledger.newTenant(), key, 1)).isEqualTo(Outcome.TAKEN);
    }

    @Test
    void aReleasedClaimIsFree() {
        claims.take(claim, tenant, key, 1);
        claims.release(claim);
        assertThat(take()).isEqualTo(Outcome.TAKEN);
    }

    @Test
    void aKeyOfAJobIsNotClaimed() {
        jobs.accept(Ledger.wish(tenant, key, "content"));
        assertThat(take()).isEqualTo(Outcome.KNOWN);
        assertThat(ledger.count("upload_claim where tenant_id = ?", tenant)).isZero();
    }

    @Test
    void aClaimEndsWithItsJob() {
        claims.take(claim, tenant, key, 1);
        jobs.accept(Ledger.wish(tenant, key, "content"), Duration.ZERO, claim);
        assertThat(ledger.count("upload_claim where tenant_id = ?", tenant)).isZero();
        assertThat(take()).isEqualTo(Outcome.KNOWN);
    }

    @Test
    void aDocumentWithoutRoomIsNotClaimedForIt() {
        jdbc.sql("""
                        insert into quota (tenant_id, resource, period, allowed, used, starts_on) values
                        (:tenant, 'bytes', 'day', 100, 90, period_start('day')),
                        (:tenant, 'documents', 'month', 1, 1, period_start('month') - 40)""").param("tenant", tenant).update();
        assertThat(claims.take(claim, tenant, key, 11)).isEqualTo(Outcome.OVER_QUOTA);
        assertThat(claims.take(claim, tenant, key, 10))
                .as("what was used in an earlier period does not count")
                .isEqualTo(Outcome.TAKEN);
    }

    @Test
    void aClaimThatNobodyRenewsEnds() {
        jdbc.sql("insert into upload_claim values (:tenant, :key, :claim, now() + interval '1 hour')")
                .param("tenant", tenant)
                .param("key", key)
                .param("claim", claim)
                .update();
        claims.renew();
        assertThat(take()).isEqualTo(Outcome.BUSY);
        age();
        claims.renew();
        assertThat(take()).as("the claim of a process that is gone").isEqualTo(Outcome.TAKEN);
        claims.release(claim);
        assertThat(take()).as("a late release by the other process").isEqualTo(Outcome.BUSY);
    }

    @Test
    void aClaimThatIsRenewedLasts() {
        claims.take(claim, tenant, key, 1);
        age();
        claims.renew();
        assertThat(take()).isEqualTo(Outcome.BUSY);
    }

    @Test
    void whatHasEndedIsPurged() {
        claims.take(claim, tenant, key, 1);
        age();
        claims.purge();
        assertThat(ledger.count("upload_claim where tenant_id = ?", tenant)).isZero();
    }

    private void age() {
        jdbc.sql("update upload_claim set expires_at = now() where key = :key")
                .param("key", key)
                .update();
    }
}
