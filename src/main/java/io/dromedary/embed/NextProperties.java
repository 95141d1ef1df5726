package io.dromedary.embed;

import io.dromedary.chunk.ChunkProperties;
import io.dromedary.provider.ProviderProperties;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What a second index is made by, beside the present one. What is absent is as for the present one; of what is given,
 * the rest has the defaults.
 *
 * @param provider who embeds
 * @param chunk how documents are cut
 */
@ConfigurationProperties(prefix = "dromedary.next", ignoreUnknownFields = false)
record NextProperties(
        @Nullable ProviderProperties provider, @Nullable ChunkProperties chunk) {

    /** Whether there is a second way at all. */
    boolean isConfigured() {
        return provider != null || chunk != null;
    }
}
