package io.dromedary.erase;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * An erasure as the ledger keeps it.
 *
 * @param jobs that worked on the document
 * @param objects the keys of its originals; one that ends in a slash stands for all that begin with it
 * @param removed how many rows went of each table, and under {@code objects} how many originals
 */
record Erasure(
        UUID id,
        UUID tenantId,
        Subject subject,
        UUID subjectId,
        Actor actor,
        Instant erasedAt,
        List<UUID> jobs,
        List<String> objects,
        Map<String, Long> removed) {}
