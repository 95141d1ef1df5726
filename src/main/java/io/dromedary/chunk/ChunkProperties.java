package io.dromedary.chunk;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How extracted text is cut into chunks. All sizes count tokens of the embedding model without the two special ones
 * around every text.
 *
 * @param targetTokens size at which a chunk is full; small chunks are found more precisely
 * @param maxTokens size that no chunk exceeds, not even for the sake of a whole sentence; at most the 512 positions of
 *     BERT models less the special tokens, by default the 256 tokens that all-MiniLM-L6-v2 was trained on less the same
 * @param passageTokens size at which a passage, a run of chunks that is ranked with each of them, is full
 */
@Validated
@ConfigurationProperties(prefix = "dromedary.chunk", ignoreUnknownFields = false)
public record ChunkProperties(
        @DefaultValue("80") @Min(16) @Max(510) int targetTokens,
        @DefaultValue("254") @Min(16) @Max(510) int maxTokens,
        @DefaultValue("400") @Min(16) @Max(10_000) int passageTokens) {

    public ChunkProperties {
        if (targetTokens > maxTokens) {
            throw new IllegalArgumentException(
                    "dromedary.chunk.target-tokens (%d) must be at most dromedary.chunk.max-tokens (%d)"
                            .formatted(targetTokens, maxTokens));
        }
    }
}
