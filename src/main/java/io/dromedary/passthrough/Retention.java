package io.dromedary.passthrough;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the service still has of the content of a job.
 *
 * @param mode {@code persist} or {@code passthrough}, fixed when the job was accepted
 * @param held what it has: {@code document} (the upload, in passthrough mode encrypted), {@code key} (to that, with
 *     file name and metadata), {@code chunks}
 * @param heldUntil when no attempt of a passthrough job may begin any more; null for others, and at its end
 * @param unreadableSince when the key of a passthrough job was destroyed: whatever is left of its upload, or was
 *     copied, cannot be read from then on; null before
 * @param goneSince since when it has nothing; null while it has something
 */
public record Retention(
        UUID jobId,
        String mode,
        List<String> held,
        @Nullable Instant heldUntil,
        @Nullable Instant unreadableSince,
        @Nullable Instant goneSince) {}
