package io.dromedary.webhook;

import io.dromedary.error.Failure;
import io.dromedary.job.Claim;
import io.dromedary.job.Progress;
import io.dromedary.webhook.Announcements.Event;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Announces how jobs end, in the transaction that ends them. Tells ids, counts and codes, nothing of the content. */
@Component
public class JobEvents {

    private final Announcements announcements;
    private final JdbcClient jdbc;

    JobEvents(Announcements announcements, JdbcClient jdbc) {
        this.announcements = announcements;
        this.jdbc = jdbc;
    }

    /** A job as it ended. */
    public record Ended(UUID jobId, UUID tenantId, UUID documentId, int version, int attempt) {

        static Ended of(Claim claim) {
            return new Ended(claim.jobId(), claim.tenantId(), claim.documentId(), claim.version(), claim.attempt());
        }
    }

    private record Completed(
            UUID jobId,
            UUID documentId,
            @Nullable String externalId,
            int version,
            int pages,
            int chunks,
            long tokens,
            List<Integer> unreadablePages) {}

    private record Failed(
            UUID jobId, UUID documentId, @Nullable String externalId, int version, int attempt, Cause error) {}

    private record Cause(String code, String detail) {}

    /**
     * The document is as whole as it gets.
     *
     * @param unreadable pages; with any, the document is degraded
     */
    public void completed(Claim claim, Progress total, List<Integer> unreadable) {
        announce(
                Ended.of(claim),
                unreadable.isEmpty() ? EventType.DOCUMENT_COMPLETED : EventType.DOCUMENT_DEGRADED,
                externalId -> new Completed(
                        claim.jobId(),
                        claim.documentId(),
                        externalId,
                        claim.version(),
                        total.pages(),
                        total.chunks(),
                        total.tokens(),
                        unreadable));
    }

    /** The document is no use as it is. */
    public void failed(Claim claim, Failure failure) {
        failed(Ended.of(claim), failure);
    }

    /** Likewise, before an attempt could begin. */
    public void failed(Ended job, Failure failure) {
        announce(job, EventType.DOCUMENT_FAILED, externalId -> failure(job, externalId, failure));
    }

    /** The job is set aside for an operator. */
    public void dead(Claim claim, Failure failure) {
        Ended job = Ended.of(claim);
        announce(job, EventType.JOB_DEAD, externalId -> failure(job, externalId, failure));
    }

    private static Failed failure(Ended job, @Nullable String externalId, Failure failure) {
        return new Failed(
                job.jobId(),
                job.documentId(),
                externalId,
                job.version(),
                job.attempt(),
                new Cause(failure.code().code(), failure.detail()));
    }

    /** Words what happened. */
    @FunctionalInterface
    private interface Words {
        Object of(@Nullable String externalId);
    }

    private void announce(Ended job, EventType type, Words words) {
        announcements.announce(
                new Event(type, job.tenantId(), job.documentId(), job.jobId(), () -> words.of(externalId(job))));
    }

    private @Nullable String externalId(Ended job) {
        return jdbc.sql("select coalesce(external_id, '') from document where id = :id")
                .param("id", job.documentId())
                .query(String.class)
                .optional()
                .filter(id -> !id.isEmpty())
                .orElse(null);
    }
}
