package io.dromedary.generation;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A generation as operators see it.
 *
 * @param model that embedded its chunks
 * @param runtime what ran the model
 * @param chunking the sizes of its chunks
 * @param settings which settings of the process that answers make it, {@code main} or {@code next}; null when none do
 * @param documents that readers see
 * @param missing how many of them it lacks
 * @param failing some of those that could not be indexed when they were last tried
 */
public record GenerationView(
        int id,
        State state,
        String model,
        String runtime,
        int dimensions,
        String chunking,
        @Nullable String settings,
        long documents,
        long missing,
        List<Failing> failing,
        Instant createdAt,
        @Nullable Instant activatedAt) {

    /** What a generation is good for. */
    public enum State {
        /** Searches read it. */
        ACTIVE,
        /** It lacks documents. */
        BUILDING,
        /** It lacks nothing, and stays so: it can be activated. */
        READY,
        /** Its rows are being removed. */
        DROPPED;

        /** As it is written in JSON. */
        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A document that could not be indexed.
     *
     * @param tries so far
     */
    public record Failing(String tenant, UUID documentId, String errorCode, int tries) {}

    /** All that there are, the oldest first. */
    public record GenerationList(List<GenerationView> generations) {}
}
