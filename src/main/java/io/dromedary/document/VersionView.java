package io.dromedary.document;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import io.dromedary.job.JobStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the API tells of a version of a document.
 *
 * @param version counts from one
 * @param jobId the job that made it, or makes it; null once the job was purged
 * @param filename as the client called it; null without a name
 * @param sha256 of the original, 64 lower-case digits
 * @param originalKept whether the original can still be had
 * @param metadata what the client wanted to be known of it, a JSON object
 */
public record VersionView(
        int version,
        State state,
        @Nullable UUID jobId,
        @Nullable String filename,
        String mediaType,
        long sizeBytes,
        String sha256,
        boolean originalKept,
        @JsonRawValue String metadata,
        Instant createdAt) {

    /** How a version fares. */
    public enum State {
        /** It is being made. */
        PENDING,
        /** It is the one that readers see. */
        CURRENT,
        /** A newer one took its place, or came before it was whole. */
        SUPERSEDED,
        /** Its job ended without a result. */
        FAILED;

        /**
         * Tells the state of a version.
         *
         * @param current the one that readers see; null for none
         * @param job how its job stands; null once it was purged
         */
        static State of(int version, @Nullable Integer current, @Nullable JobStatus job) {
            if (current != null && current == version) {
                return CURRENT;
            }
            if (job != null && !job.isFinal()) {
                return PENDING;
            }
            boolean hadResult = job == JobStatus.COMPLETED || (job == null && current != null && version < current);
            return hadResult ? SUPERSEDED : FAILED;
        }

        /** The word on the wire. */
        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A part of the versions of a document, newest first.
     *
     * @param nextBefore what leads to the next page; null on the last one
     */
    public record VersionPage(
            UUID documentId,
            List<VersionView> versions,
            @Nullable Integer nextBefore) {}
}
