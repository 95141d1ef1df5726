package io.dromedary.embed;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How texts are embedded.
 *
 * @param batchSize texts handed to the model or the provider in one call
 * @param threads texts that the model of the process computes at a time; more than there are processors gains nothing
 */
@Validated
@ConfigurationProperties(prefix = "dromedary.embedding", ignoreUnknownFields = false)
record EmbeddingProperties(
        @DefaultValue("20") @Min(1) @Max(25) int batchSize,
        @DefaultValue("2") @Min(1) @Max(64) int threads) {}
