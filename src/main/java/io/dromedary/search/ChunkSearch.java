package io.dromedary.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.index.Neighbour;
import io.dromedary.index.PublishedChunks;
import io.dromedary.index.PublishedChunks.PublishedChunk;
import io.dromedary.index.VectorIndex;
import io.dromedary.search.SearchResult.Hit;
import io.dromedary.tenant.Tenant;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Answers questions over what a tenant stored. Thread-safe. */
@Component
public class ChunkSearch {

    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final int DEFAULT_LIMIT = 10;

    private final VectorIndex index;
    private final PublishedChunks chunks;
    private final ObjectReader json;

    ChunkSearch(VectorIndex index, PublishedChunks chunks, ObjectMapper mapper) {
        this.index = index;
        this.chunks = chunks;
        this.json = strict(mapper);
    }

    /** Takes nothing for what it is not: an empty id, say, would search everywhere. */
    private static ObjectReader strict(ObjectMapper mapper) {
        ObjectMapper strict = mapper.copy();
        strict.coercionConfigFor(LogicalType.Textual)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        strict.coercionConfigFor(LogicalType.Integer)
                .setCoercion(CoercionInputShape.String, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
        strict.coercionConfigFor(LogicalType.OtherScalar)
                .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
        return strict.readerFor(Wire.class)
                .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
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
        try {
            byte[] bytes = body == null ? new byte[0] : body.readNBytes(MAX_BODY_BYTES + 1);
            if (bytes.length > MAX_BODY_BYTES) {
                throw invalid("The body has more than %d bytes".formatted(MAX_BODY_BYTES));
            }
            Wire wire = bytes.length == 0 ? null : json.readValue(bytes);
            if (wire == null || wire.query == null) {
                throw invalid("query is required");
            }
            return new SearchRequest(
                    wire.query,
                    wire.limit == null ? DEFAULT_LIMIT : wire.limit,
                    wire.mode == null ? "vector" : wire.mode,
                    wire.documentId);
        } catch (JsonProcessingException e) {
            throw invalid("The body is not the JSON that openapi.yaml describes: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new Failure.Permanent(ErrorCode.INVALID_REQUEST, "The request broke off", e);
        }
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

    private static Failure invalid(String detail) {
        return new Failure.Permanent(ErrorCode.INVALID_REQUEST, detail);
    }
}
