package io.dromedary.intake;

import io.dromedary.job.Priority;
import io.dromedary.passthrough.VectorFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for beside the processing of the bytes.
 *
 * @param key names the wish
 * @param priority whose turn comes first
 * @param externalId the tenant's own name of the document, of which this becomes the newest version; null makes a
 *     document of its own
 * @param filename as the client calls it; never used as a path
 * @param deadline no attempt begins after it; null without one
 * @param metadata what else the client wants to be known of it, a JSON object; null for nothing
 * @param webhookUrl where the events of the job go beside those that subscribed
 * @param vectors how the receiver wants them of a document of which nothing is kept; null for one that is kept
 */
public record UploadOptions(
        IdempotencyKey key,
        Priority priority,
        @Nullable String externalId,
        @Nullable String filename,
        @Nullable Instant deadline,
        @Nullable String metadata,
        @Nullable String webhookUrl,
        @Nullable VectorFormat vectors) {

    /** The options that say nothing of a deadline, and nothing else of the document. */
    public UploadOptions(
            IdempotencyKey key, Priority priority, @Nullable String externalId, @Nullable String filename) {
        this(key, priority, externalId, filename, null, null, null, null);
    }

    /** Whether the result goes to the caller and nothing is kept. */
    public boolean passthrough() {
        return vectors != null;
    }

    /** The options of an upload about which nothing else is said. */
    public static UploadOptions of(IdempotencyKey key, @Nullable String filename) {
        return new UploadOptions(key, Priority.NORMAL, null, filename);
    }

    /**
     * What must be equal when a key is used again: SHA-256 over the hash of the content and every option, each with its
     * length before it so that no two lists read alike.
     *
     * @param sha256 of the content
     * @param mediaType that the document is processed as
     */
    byte[] fingerprint(byte[] sha256, String mediaType) {
        MessageDigest digest = DigestUtils.getSha256Digest();
        digest.update(sha256);
        String latest = deadline == null ? null : deadline.toString();
        Stream.concat(
                        Stream.of(mediaType, priority.code(), externalId, filename, latest, metadata, webhookUrl),
                        Stream.ofNullable(vectors).map(VectorFormat::code))
                .forEach(option -> {
                    byte[] bytes = Objects.requireNonNullElse(option, "").getBytes(StandardCharsets.UTF_8);
                    digest.update(ByteBuffer.allocate(Integer.BYTES)
                            .putInt(bytes.length)
                            .flip());
                    digest.update(bytes);
                });
        return digest.digest();
    }
}
