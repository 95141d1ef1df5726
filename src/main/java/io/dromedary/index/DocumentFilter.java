package io.dromedary.index;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which documents to look in: those that meet every condition. An empty set and a missing time are no condition.
 *
 * @param documentIds one of these
 * @param externalIds with one of these names of the client's own
 * @param mediaTypes of one of these types
 * @param uploadedFrom whose present version came in then or later
 * @param uploadedBefore whose present version came in before
 * @param metadata whose present version says all of this
 */
public record DocumentFilter(
        Set<UUID> documentIds,
        Set<String> externalIds,
        Set<String> mediaTypes,
        @Nullable Instant uploadedFrom,
        @Nullable Instant uploadedBefore,
        List<MetadataCondition> metadata) {

    /** No condition at all. */
    public static final DocumentFilter NONE = new DocumentFilter(Set.of(), Set.of(), Set.of(), null, null, List.of());

    /** Whether documents must be looked up to apply it. */
    boolean needsLookup() {
        return !externalIds.isEmpty()
                || !mediaTypes.isEmpty()
                || uploadedFrom != null
                || uploadedBefore != null
                || !metadata.isEmpty();
    }
}
