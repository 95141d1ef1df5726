package io.dromedary.index;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How vectors are found.
 *
 * @param vectors in which index
 * @param exactUpTo chunks that are compared one by one, as no index of pgvector is as exact
 * @param efSearch how many candidates the index of pgvector keeps while it looks
 */
@Validated
@ConfigurationProperties(prefix = "dromedary.index", ignoreUnknownFields = false)
record IndexProperties(
        @DefaultValue("auto") Vectors vectors,
        @DefaultValue("5000") @Min(0) int exactUpTo,
        @DefaultValue("200") @Min(1) @Max(1_000) int efSearch) {

    /** The indexes there are. */
    enum Vectors {
        /** pgvector where the database has it, else the exact one. */
        AUTO,
        /** In memory. */
        EXACT,
        /** pgvector, or no start. */
        PGVECTOR
    }
}
