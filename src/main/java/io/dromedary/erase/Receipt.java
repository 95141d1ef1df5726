package io.dromedary.erase;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * What the service says of an erasure, after another look.
 *
 * @param removed how many rows went of each table of the ledger, {@code embedding} among them for the vectors, and how
 *     many originals under {@code objects}; what there was none of is not there
 * @param remaining what was found of it at this look, of each table and {@code objects}
 * @param complete whether nothing was
 * @param checkedAt when it was looked
 */
public record Receipt(
        UUID erasureId,
        UUID tenantId,
        Subject subject,
        UUID subjectId,
        Actor actor,
        Instant erasedAt,
        Map<String, Long> removed,
        Map<String, Long> remaining,
        boolean complete,
        Instant checkedAt) {

    static Receipt of(Erasure erasure, Map<String, Long> remaining, Instant checkedAt) {
        return new Receipt(
                erasure.id(),
                erasure.tenantId(),
                erasure.subject(),
                erasure.subjectId(),
                erasure.actor(),
                erasure.erasedAt(),
                erasure.removed(),
                remaining,
                remaining.values().stream().allMatch(count -> count == 0),
                checkedAt);
    }

    /**
     * A receipt with its signature.
     *
     * @param signature the receipt again, as a JSON Web Signature in its compact form (RFC 7515, RFC 8037)
     */
    public record SignedReceipt(Receipt receipt, String signature) {}
}
