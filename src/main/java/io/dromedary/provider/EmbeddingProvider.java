package io.dromedary.provider;

import java.util.List;

/** A provider as it answers, without any patience: one call is one request. Thread-safe. */
@FunctionalInterface
public interface EmbeddingProvider {

    /** Embeds the texts, or tells why it did not; throws only when it is interrupted. */
    ProviderAnswer embed(List<String> texts);
}
