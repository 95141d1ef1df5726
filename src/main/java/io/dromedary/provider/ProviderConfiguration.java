package io.dromedary.provider;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class ProviderConfiguration {

    /** What a lost request may take longer than one that ends by its timeout. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    @Bean
    EmbeddingGovernor embeddingGovernor(
            EmbeddingGovernors governors, ProviderProperties properties, MeterRegistry registry) {
        return governors.of(properties, registry);
    }

    /** Each provider has a line of its own in the ledger, by its name; the budget is the same for all. */
    @Bean
    EmbeddingGovernors embeddingGovernors(
            GovernorProperties budget, JdbcClient jdbc, @Value("${dromedary.work.slots}") int slots) {
        return (properties, registry) -> governor(properties, budget, jdbc, registry, slots);
    }

    private static EmbeddingGovernor governor(
            ProviderProperties properties,
            GovernorProperties budget,
            JdbcClient jdbc,
            MeterRegistry registry,
            int slots) {
        if (properties.kind() == ProviderKind.ONNX) {
            return new Ungoverned(slots);
        }
        RemoteProvider provider = new RemoteProvider(properties);
        ProviderLine line = new ProviderLine(
                jdbc, provider.name(), budget, provider.timeout().plus(GRACE));
        return new Governor(
                new HttpProvider(provider, Clock.systemUTC()), line, budget, slots, provider.timeout(), registry);
    }
}
