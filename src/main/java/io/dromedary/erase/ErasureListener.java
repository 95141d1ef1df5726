package io.dromedary.erase;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Hears of every erased document in the transaction that erases it: for those who have to tell others. */
public interface ErasureListener {

    /**
     * A document that is gone when the transaction commits.
     *
     * @param externalId the tenant's own name of it; null without one
     */
    record Erased(
            UUID erasureId,
            UUID tenantId,
            UUID documentId,
            @Nullable String externalId,
            Instant at) {}

    void erased(Erased document);
}
