package io.dromedary.search;

import com.fasterxml.jackson.databind.JsonNode;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.index.DocumentFilter;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A question as it stands in the request; what is missing has a default. */
record SearchBody(
        @Nullable String query,
        @Nullable Integer limit,
        @Nullable String mode,
        @Nullable UUID documentId,
        @Nullable Filter filter,
        @Nullable Boolean merge) {

    private static final int DEFAULT_LIMIT = 10;

    /** The conditions that documents must meet. */
    record Filter(
            @Nullable List<UUID> documentIds,
            @Nullable List<String> externalIds,
            @Nullable List<String> mediaTypes,
            @Nullable String uploadedFrom,
            @Nullable String uploadedBefore,
            @Nullable Map<String, JsonNode> metadata) {}

    SearchRequest request() {
        if (query == null) {
            throw invalid("query is required");
        }
        return new SearchRequest(
                query,
                limit == null ? DEFAULT_LIMIT : limit,
                mode == null ? SearchMode.HYBRID : SearchMode.parse(mode),
                documentFilter(),
                merge != null && merge);
    }

    private DocumentFilter documentFilter() {
        if (filter == null) {
            return documentId == null
                    ? DocumentFilter.NONE
                    : new DocumentFilter(Set.of(documentId), Set.of(), Set.of(), null, null, List.of());
        }
        if (documentId != null) {
            throw invalid("documentId and filter exclude each other");
        }
        return new DocumentFilter(
                set("filter.documentIds", filter.documentIds),
                set("filter.externalIds", filter.externalIds),
                set("filter.mediaTypes", filter.mediaTypes),
                time("filter.uploadedFrom", filter.uploadedFrom),
                time("filter.uploadedBefore", filter.uploadedBefore),
                MetadataFilter.conditions(filter.metadata));
    }

    /** An empty list would search everywhere, which is not what it says. */
    private static <T> Set<T> set(String name, @Nullable List<T> values) {
        if (values == null) {
            return Set.of();
        }
        if (values.isEmpty() || values.contains(null)) {
            throw invalid(name + " must have at least one entry, and none that is null");
        }
        return Set.copyOf(new HashSet<>(values));
    }

    private static @Nullable Instant time(String name, @Nullable String time) {
        try {
            return time == null ? null : OffsetDateTime.parse(time).toInstant();
        } catch (DateTimeParseException e) {
            throw new Failure.Permanent(ErrorCode.INVALID_REQUEST, name + " must be a date and time of RFC 3339", e);
        }
    }

    private static Failure invalid(String detail) {
        return new Failure.Permanent(ErrorCode.INVALID_REQUEST, detail);
    }
}
