package io.dromedary.job;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The right to work on a job until the lease ends.
 *
 * @param attempt counts from one; later writes carry it and change nothing once a newer attempt exists
 * @param tries how many attempts count against the limit, this one included: all but those that an orderly stop handed
 *     back
 * @param objectKey where the bytes lie in the object store
 * @param passthrough whether the result goes to the caller and nothing is kept
 */
public record Claim(
        UUID jobId,
        UUID tenantId,
        UUID documentId,
        int version,
        int attempt,
        int tries,
        String objectKey,
        @Nullable String filename,
        String mediaType,
        boolean passthrough) {

    /** The right to work on a job whose result is kept. */
    public Claim(
            UUID jobId,
            UUID tenantId,
            UUID documentId,
            int version,
            int attempt,
            int tries,
            String objectKey,
            @Nullable String filename,
            String mediaType) {
        this(jobId, tenantId, documentId, version, attempt, tries, objectKey, filename, mediaType, false);
    }
}
