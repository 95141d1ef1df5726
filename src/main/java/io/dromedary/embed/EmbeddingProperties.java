package io.dromedary.embed;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How texts are embedded.
 *
 * @param batchSize chunks of one call of the model, and of one transaction. Range: 1 to 25.
 * @param threads texts that the in-process model embeds at once, for all documents together. More than there are
 *     processors gains nothing. Range: 1 to 64.
 */
@Validated
@ConfigurationProperties(prefix = "dromedary.embedding", ignoreUnknownFields = false)
record EmbeddingProperties(
        @DefaultValue("20") @Min(1) @Max(25) int batchSize,
        @DefaultValue("2") @Min(1) @Max(64) int threads) {}
