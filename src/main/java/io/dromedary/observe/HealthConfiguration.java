package io.dromedary.observe;

import io.dromedary.provider.EmbeddingGovernor;
import io.dromedary.store.ObjectStore;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The components of readiness beside the database, which Spring Boot looks at and without which nothing works. */
@Configuration(proxyBeanMethods = false)
class HealthConfiguration {

    @Bean(destroyMethod = "close")
    PartHealth brokerHealthIndicator(RabbitTemplate template) {
        return new PartHealth("broker", () -> template.execute(channel -> channel.isOpen()));
    }

    @Bean(destroyMethod = "close")
    PartHealth objectStoreHealthIndicator(ObjectStore store) {
        return new PartHealth("store", () -> {
            store.check();
            return true;
        });
    }

    /** Asks nobody: a request would cost, and the line in front of the provider knows. */
    @Bean(destroyMethod = "close")
    PartHealth providerHealthIndicator(EmbeddingGovernor governor) {
        return new PartHealth("provider", () -> {
            governor.admit();
            return true;
        });
    }
}
