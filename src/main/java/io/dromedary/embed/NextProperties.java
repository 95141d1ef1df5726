package io.dromedary.embed;

import io.dromedary.chunk.ChunkProperties;
import io.dromedary.provider.ProviderProperties;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What a second index is made by, beside the present one. What is absent is as for the present one; of what is given,
 * the rest has the defaults.
 *
 * @param provider who embeds for the other generation of the index: the keys of {@code dromedary.provider}. Where any
 *     is given, {@code kind} must be, and the rest has the defaults, not the values of {@code dromedary.provider}. Its
 *     requests have a line of their own with the budget of {@code dromedary.governor}, and no metrics. Default: as
 *     {@code dromedary.provider}.
 * @param chunk how documents are cut for it: the keys of {@code dromedary.chunk}. Where any is given, the rest has the
 *     defaults. Default: as {@code dromedary.chunk}.
 */
@ConfigurationProperties(prefix = "dromedary.next", ignoreUnknownFields = false)
record NextProperties(
        @Nullable ProviderProperties provider, @Nullable ChunkProperties chunk) {

    /** Whether there is a second way at all. */
    boolean isConfigured() {
        return provider != null || chunk != null;
    }
}
