package io.dromedary.passthrough;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.chunk.Chunk;
import io.dromedary.embed.EmbeddedBatch;
import io.dromedary.embed.EmbeddingModelInfo;
import io.dromedary.embed.GenerationModels;
import io.dromedary.index.EmbeddedChunk;
import io.dromedary.index.Vectors;
import io.dromedary.job.Progress;
import io.dromedary.passthrough.PartPlan.Planned;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Words results. What a receiver gets is fixed by the document, the settings and the job: an attempt that repeats a
 * part words it alike, but for vectors that a provider computes differently.
 */
@Component
class ResultWriter {

    static final String PART = "result.part";
    static final String SUMMARY = "result.summary";

    /** What a chunk's keys, numbers and punctuation take at most. */
    private static final int CHUNK_OVERHEAD_BYTES = 300;

    /** Of a number in JSON: {@code -1.17549435E-38} and a comma. */
    private static final int NUMBER_BYTES = 16;

    private final ObjectMapper json;
    private final GenerationModels models;
    private final long partBytes;

    ResultWriter(ObjectMapper json, GenerationModels models, PassthroughProperties properties) {
        this.json = json;
        this.models = models;
        this.partBytes = properties.partSize().toBytes();
    }

    private record Message(String type, Instant timestamp, Object data) {}

    private record Model(String name, int dimensions) {}

    private record Part(UUID jobId, int edition, int number, Model model, String sha256, List<PartChunk> chunks) {}

    private record PartChunk(
            int ordinal,
            int passage,
            String header,
            String text,
            int start,
            int end,
            List<Integer> pages,
            List<String> headings,
            int tokens,
            @Nullable Object vector) {}

    private record Summary(
            UUID jobId,
            int edition,
            int parts,
            int pages,
            List<Integer> unreadablePages,
            int chunks,
            long tokens,
            Model model,
            String sha256,
            @Nullable String filename,
            @Nullable JsonNode metadata) {}

    /**
     * Divides chunks so that each part has the permitted size, or one chunk. Decided by the texts alone, so that every
     * attempt divides alike.
     */
    List<List<Chunk>> divide(Result result, List<Chunk> batch) {
        long vector = vectorBytes(model(result).dimensions(), result.vectors());
        List<List<Chunk>> parts = new ArrayList<>();
        List<Chunk> part = new ArrayList<>();
        long bytes = 0;
        for (Chunk chunk : batch) {
            long more = vector + bytes(chunk);
            if (!part.isEmpty() && bytes + more > partBytes) {
                parts.add(List.copyOf(part));
                part.clear();
                bytes = 0;
            }
            part.add(chunk);
            bytes += more;
        }
        parts.add(List.copyOf(part));
        return parts;
    }

    private static long vectorBytes(int dimensions, VectorFormat format) {
        return format == VectorFormat.JSON
                ? (long) dimensions * NUMBER_BYTES
                : ((long) dimensions * Float.BYTES + 2) / 3 * 4;
    }

    private long bytes(Chunk chunk) {
        return (long) CHUNK_OVERHEAD_BYTES + write(List.of(chunk.header(), chunk.text(), chunk.headings())).length;
    }

    /** Words a part, whose vectors are among those of its batch. */
    ResultPart part(Result result, Planned planned, EmbeddedBatch batch) {
        int first = batch.chunks().get(0).ordinal();
        List<PartChunk> chunks = planned.chunks().stream()
                .map(chunk -> chunk(batch.chunks().get(chunk.ordinal() - first), result.vectors()))
                .toList();
        Part part = new Part(
                result.claim().jobId(),
                result.edition(),
                planned.number(),
                model(result),
                HexFormat.of().formatHex(planned.hash()),
                chunks);
        long tokens = planned.chunks().stream().mapToLong(Chunk::tokens).sum();
        return new ResultPart(
                planned.number(), planned.digest(), tokens, write(new Message(PART, result.acceptedAt(), part)));
    }

    private static PartChunk chunk(EmbeddedChunk chunk, VectorFormat format) {
        return new PartChunk(
                chunk.ordinal(),
                chunk.passage(),
                chunk.header(),
                chunk.text(),
                chunk.start(),
                chunk.end(),
                chunk.firstPage() == 0 ? List.of() : List.of(chunk.firstPage(), chunk.lastPage()),
                chunk.headings(),
                chunk.tokens(),
                vector(chunk.vector(), format));
    }

    /** Null for a text that the provider refuses, whose vector is zero. */
    private static @Nullable Object vector(float[] vector, VectorFormat format) {
        for (float component : vector) {
            if (component != 0) {
                return format == VectorFormat.JSON
                        ? vector
                        : Base64.getEncoder().encodeToString(Vectors.toBytes(vector));
            }
        }
        return null;
    }

    /** Words what follows the last part. */
    ResultPart summary(Result result, Progress total, List<Integer> unreadable, Notes notes) {
        Summary summary = new Summary(
                result.claim().jobId(),
                result.edition(),
                result.made(),
                total.pages(),
                unreadable,
                total.chunks(),
                total.tokens(),
                model(result),
                HexFormat.of().formatHex(result.digest()),
                notes.filename(),
                tree(notes.metadata()));
        return new ResultPart(
                result.made() + 1, result.digest(), 0, write(new Message(SUMMARY, result.acceptedAt(), summary)));
    }

    private Model model(Result result) {
        EmbeddingModelInfo model = models.modelOf(result.claim().generation());
        return new Model(model.name(), model.dimensions());
    }

    private @Nullable JsonNode tree(@Nullable String metadata) {
        try {
            return metadata == null ? null : json.readTree(metadata);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("It was JSON when it came", e);
        }
    }

    private byte[] write(Object value) {
        try {
            return json.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Strings and numbers are always JSON", e);
        }
    }
}
