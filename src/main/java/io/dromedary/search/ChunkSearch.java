package io.dromedary.search;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.api.JsonBody;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.index.Neighbour;
import io.dromedary.index.PublishedChunks;
import io.dromedary.index.PublishedChunks.PublishedChunk;
import io.dromedary.index.VectorIndex;
import io.dromedary.search.SearchResult.Hit;
import io.dromedary.tenant.Tenant;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Answers questions over what a tenant stored. Thread-safe. */
@Component
public class ChunkSearch {

    private static final int DEFAULT_LIMIT = 10;

    private final VectorIndex index;
    private final PublishedChunks chunks;
    private final JsonBody json;

    ChunkSearch(VectorIndex index, PublishedChunks chunks, ObjectMapper mapper) {
        this.index = index;
        this.chunks = chunks;
        this.json = new JsonBody(mapper);
    }

    private record Wire(
            @Nullable String query,
            @Nullable Integer limit,
            @Nullable String mode,
            @Nullable UUID documentId) {}

    /**
     * Reads the question.
     *
     * @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST}
     */
    public SearchRequest parse(@Nullable InputStream body) {
        Wire wire = json.read(body, Wire.class);
        if (wire.query == null) {
            throw new Failure.Permanent(ErrorCode.INVALID_REQUEST, "query is required");
        }
        return new SearchRequest(
                wire.query,
                wire.limit == null ? DEFAULT_LIMIT : wire.limit,
                wire.mode == null ? "vector" : wire.mode,
                wire.documentId);
    }

    /**
     * Finds the nearest passages.
     *
     * @param vector of the question
     */
    public SearchResult search(SearchRequest request, Tenant tenant, float[] vector) {
        List<Neighbour> nearest = index.nearest(tenant.id(), vector, request.limit(), request.documentId());
        return new SearchResult(nearest.stream()
                .map(neighbour -> hit(tenant, neighbour))
                .flatMap(Optional::stream)
                .toList());
    }

    private Optional<Hit> hit(Tenant tenant, Neighbour neighbour) {
        return chunks.find(tenant.id(), neighbour).map(chunk -> hit(neighbour, chunk));
    }

    private static Hit hit(Neighbour neighbour, PublishedChunk chunk) {
        String id = "%s.%d.%d".formatted(neighbour.documentId(), neighbour.version(), neighbour.ordinal());
        return new Hit(
                neighbour.documentId(),
                id,
                chunk.text(),
                neighbour.score(),
                chunk.start(),
                chunk.end(),
                chunk.pages(),
                chunk.headings());
    }
}
