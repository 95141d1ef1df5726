package io.dromedary.job;

import io.dromedary.ledger.AcrossTenants;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Says which idempotency keys are being uploaded, in all processes. A claim lasts while its process lives and holds it;
 * after a crash it ends by itself. Claims only save work: {@link Jobs#accept} decides. Thread-safe.
 */
@Component
public class UploadClaims {

    /** Three renewals may be missed. Whoever repeats an upload after a crash waits this long at most. */
    private static final Duration LEASE = Duration.ofSeconds(15);

    private final JdbcClient jdbc;
    private final Set<UUID> held = ConcurrentHashMap.newKeySet();

    UploadClaims(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What a key stands for at this moment. */
    public enum Outcome {
        /** Nothing, until now: the caller holds the claim, and has to release it. */
        TAKEN,
        /** An upload in progress. */
        BUSY,
        /** A job. */
        KNOWN
    }

    /**
     * Claims the key, unless it is claimed or stands for a job.
     *
     * @param claim a fresh id
     */
    public Outcome take(UUID claim, UUID tenantId, String key) {
        Outcome outcome = tryTake(claim, tenantId, key);
        if (outcome == Outcome.TAKEN) {
            held.add(claim);
            // The statement saw the ledger as it was before it waited for the upload that had the claim.
            if (knows(tenantId, key)) {
                release(claim);
                return Outcome.KNOWN;
            }
        }
        return outcome;
    }

    private Outcome tryTake(UUID claim, UUID tenantId, String key) {
        return jdbc.sql("""
                        with known as (
                            select from idempotency_key
                            where tenant_id = :tenant and key = :key and expires_at > now()),
                        taken as (
                            insert into upload_claim as other (tenant_id, key, id, expires_at)
                            select :tenant, :key, :claim, now() + make_interval(secs => :lease)
                            where not exists (select from known)
                            on conflict (tenant_id, key) do update
                            set id = excluded.id, expires_at = excluded.expires_at
                            where other.expires_at <= now()
                            returning id)
                        select case when exists (select from known) then 'KNOWN'
                            when exists (select from taken) then 'TAKEN' else 'BUSY' end""")
                .param("tenant", tenantId)
                .param("key", key)
                .param("claim", claim)
                .param("lease", LEASE.toSeconds())
                .query((row, n) -> Outcome.valueOf(row.getString(1)))
                .single();
    }

    private boolean knows(UUID tenantId, String key) {
        return jdbc.sql("""
                        select exists (
                            select from idempotency_key
                            where tenant_id = :tenant and key = :key and expires_at > now())""")
                .param("tenant", tenantId)
                .param("key", key)
                .query(Boolean.class)
                .single();
    }

    /** Ends the claim; of no effect when it has ended. One that the ledger does not hear of ends by itself. */
    public void release(UUID claim) {
        held.remove(claim);
        jdbc.sql("delete from upload_claim where id = :claim")
                .param("claim", claim)
                .update();
    }

    /** Prolongs the claims that this process holds. */
    @AcrossTenants
    public void renew() {
        Set<UUID> claims = Set.copyOf(held);
        if (!claims.isEmpty()) {
            jdbc.sql("update upload_claim set expires_at = now() + make_interval(secs => :lease) where id in (:claims)")
                    .param("lease", LEASE.toSeconds())
                    .param("claims", claims)
                    .update();
        }
    }

    /** Removes what has ended by itself: claims of processes that are gone, and keys; uses idempotency_key_expiry. */
    @AcrossTenants
    public void purge() {
        jdbc.sql("""
                        with ended as (delete from upload_claim where expires_at <= now())
                        delete from idempotency_key where expires_at <= now()""").update();
    }
}
