package io.dromedary.job;

import io.dromedary.ledger.AcrossTenants;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
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
        KNOWN,
        /** Nothing, and the tenant's quotas have no room for a document of that size. */
        OVER_QUOTA
    }

    /**
     * Claims the key, unless it is claimed or stands for a job, or the document would be refused anyway.
     *
     * @param claim a fresh id
     * @param bytes that the document has at least
     */
    public Outcome take(UUID claim, UUID tenantId, String key, long bytes) {
        Outcome outcome = jdbc.sql("select claim_upload(:claim, :tenant, :key, make_interval(secs => :lease), :bytes)")
                .param("claim", claim)
                .param("tenant", tenantId)
                .param("key", key)
                .param("lease", LEASE.toSeconds())
                .param("bytes", bytes)
                .query((row, n) -> Outcome.valueOf(row.getString(1)))
                .single();
        if (outcome == Outcome.TAKEN) {
            held.add(claim);
        }
        return outcome;
    }

    /** Ends the claim; of no effect when it has ended. One that the ledger does not hear of ends by itself. */
    public void release(UUID claim) {
        if (held.remove(claim)) {
            jdbc.sql("delete from upload_claim where id = :claim")
                    .param("claim", claim)
                    .update();
        }
    }

    /** Forgets a claim, if there was one, that has ended with its job. */
    void ended(@Nullable UUID claim) {
        if (claim != null) {
            held.remove(claim);
        }
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
