package io.dromedary.job;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The right to work on a job until the lease ends.
 *
 * @param attempt counts from one; later writes carry it and change nothing once a newer attempt exists
 * @param tries how many attempts count against the limit, this one included: all but those that an orderly stop handed
 *     back
 * @param objectKey names the bytes, which lie in the object store unless they are few
 * @param passthrough whether the result goes to the caller and nothing is kept
 * @param generation of the index that the attempt works for, to its end: the one that was active when it began. One
 *     whose result goes to the caller works for the same as the attempts before, since parts of two do not fit
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
        boolean passthrough,
        int generation) {

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
            String mediaType,
            int generation) {
        this(jobId, tenantId, documentId, version, attempt, tries, objectKey, filename, mediaType, false, generation);
    }
}
