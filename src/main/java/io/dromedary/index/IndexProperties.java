package io.dromedary.index;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How vectors are found.
 *
 * @param vectors where vectors are found. {@code auto}: in pgvector where the database has the extension, else in
 *     memory; {@code exact}: in memory at any rate; {@code pgvector}: there, or no start. See
 *     search.md#where-vectors-are-found.
 * @param exactUpTo with pgvector: so many chunks of a tenant, or behind a filter, are compared one by one, which misses
 *     none and takes some microseconds each; more are found by the index. Range: 0 or more.
 * @param efSearch with pgvector: how many candidates the index keeps in sight. More finds more of the nearest, and
 *     takes longer. Range: 1 to 1000.
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
