package io.dromedary.document;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the API tells of a document.
 *
 * @param externalId the client's own name; null without one
 * @param current the version that readers see; null until the first is whole
 * @param latest the version that was accepted last; often the same
 */
public record DocumentView(
        UUID documentId,
        @Nullable String externalId,
        @Nullable VersionView current,
        VersionView latest,
        Instant createdAt) {

    /**
     * A part of a list of documents.
     *
     * @param nextCursor where the next page begins; null on the last one
     */
    public record DocumentPage(
            List<DocumentView> documents, @Nullable String nextCursor) {}
}
