package io.dromedary.index;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the metadata of a document must say under a name. */
public sealed interface MetadataCondition {

    /** What the value is found by. */
    String name();

    /**
     * One of the values.
     *
     * @param values each as JSON
     */
    record AnyOf(String name, Set<String> values) implements MetadataCondition {}

    /** A number, not less than one and less than another. */
    record Numbers(
            String name,
            @Nullable BigDecimal from,
            @Nullable BigDecimal before) implements MetadataCondition {}

    /** A day or moment, not before one and before another. */
    record Times(
            String name, @Nullable Instant from, @Nullable Instant before) implements MetadataCondition {}
}
