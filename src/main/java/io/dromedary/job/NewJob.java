package io.dromedary.job;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A document that was received and measured, and the wish to have it processed.
 *
 * @param tenantId who sends it
 * @param idempotencyKey names the wish; the same key never makes a second job while it is kept
 * @param fingerprint SHA-256 of the content and of every option: what must be equal for the same key
 * @param keyLifetime how long the key is kept
 * @param objectKey names the bytes in the object store, if they lie there
 * @param content the bytes, if they are to lie in the ledger; null when they lie in the object store
 * @param filename as the client calls it; never used as a path
 * @param mediaType what the bytes are, by content
 * @param sizeBytes how many there are, at least one
 * @param sha256 their SHA-256
 * @param priority whose turn comes first
 * @param externalId the tenant's own name of the document, of which this becomes the newest version; null makes a
 *     document of its own
 * @param deadline no attempt begins after it; null without one
 * @param metadata what the client wants to be known of the document, a JSON object; null for nothing
 * @param webhookEndpointId where the events of this job go beside those that subscribed; null without one
 * @param passthrough what a job needs whose result is not kept; null for one whose result is
 */
public record NewJob(
        UUID tenantId,
        String idempotencyKey,
        byte[] fingerprint,
        Duration keyLifetime,
        String objectKey,
        byte @Nullable [] content,
        @Nullable String filename,
        String mediaType,
        long sizeBytes,
        byte[] sha256,
        Priority priority,
        @Nullable String externalId,
        @Nullable Instant deadline,
        @Nullable String metadata,
        @Nullable UUID webhookEndpointId,
        @Nullable Passthrough passthrough) {

    /**
     * What a job needs whose result goes to its webhook and is not kept.
     *
     * @param sealedKey of the upload
     * @param notes what the client said of the document, under that key
     * @param vectors how the receiver wants them: {@code base64} or {@code json}
     * @param keep how long attempts may begin
     */
    // Kept as they are.
    @SuppressWarnings("ArrayRecordComponent")
    public record Passthrough(byte[] sealedKey, byte[] notes, String vectors, Duration keep) {}
}
