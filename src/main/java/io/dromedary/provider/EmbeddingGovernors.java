package io.dromedary.provider;

import io.micrometer.core.instrument.MeterRegistry;

/** Makes governors of providers. */
@FunctionalInterface
public interface EmbeddingGovernors {

    /**
     * The governor of one provider.
     *
     * @param registry of the governor's metrics, which have the same names for every provider
     */
    EmbeddingGovernor of(ProviderProperties properties, MeterRegistry registry);
}
