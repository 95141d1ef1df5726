package io.dromedary.intake;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.Quotas;
import io.dromedary.job.UploadClaims;
import io.dromedary.job.UploadClaims.Outcome;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Lets the uploads of one key in one after the other, in all processes together, so that a repeated upload finds the
 * job of the first one and stores nothing. Thread-safe.
 */
@Component
class KeysInFlight {

    private static final Logger LOG = LoggerFactory.getLogger(KeysInFlight.class);

    /** As long as a client may reasonably be left in the dark about a repeated request. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 200;

    private final UploadClaims claims;
    private final Quotas quotas;

    KeysInFlight(UploadClaims claims, Quotas quotas) {
        this.claims = claims;
        this.quotas = quotas;
    }

    /**
     * Waits until no other upload of the key is in progress.
     *
     * @param bytes that the document has at least
     * @return the claim, to be given to {@link #leave}; null when the key stands for a job
     * @throws Failure.Transient {@link ErrorCode#IDEMPOTENCY_KEY_IN_USE} when that takes too long,
     *     {@link ErrorCode#QUOTA_EXCEEDED} when there is no room for the document already
     */
    @Nullable
    UUID enter(UUID tenant, IdempotencyKey key, long bytes) {
        UUID claim = UUID.randomUUID();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (long pause = FIRST_PAUSE_MILLIS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
            Outcome outcome = claims.take(claim, tenant, key.value(), bytes);
            if (outcome == Outcome.TAKEN) {
                return claim;
            }
            if (outcome == Outcome.KNOWN) {
                return null;
            }
            if (outcome == Outcome.OVER_QUOTA) {
                quotas.requireRoom(tenant, bytes);
            }
            if (System.nanoTime() > deadline || !pause(pause)) {
                throw new Failure.Transient(
                        ErrorCode.IDEMPOTENCY_KEY_IN_USE,
                        "Wait for the first upload with this Idempotency-Key, or send it again");
            }
        }
    }

    private static boolean pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Lets the next one in. Whatever became of the upload is not changed by a failure here. */
    void leave(UUID claim) {
        try {
            claims.release(claim);
        } catch (DataAccessException e) {
            LOG.warn("An upload claim ends by itself: {}", e.getMessage());
        }
    }
}
