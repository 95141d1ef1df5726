package io.dromedary.dispatch;

import java.util.Map;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What must exist in the broker. The arguments are a superset that RabbitMQ and Qpid both take, each ignoring the
 * other's: a rejected message goes to the dead queue on either. Changed arguments need a new queue name, for RabbitMQ
 * refuses them and Qpid ignores them.
 */
@Configuration(proxyBeanMethods = false)
class BrokerTopology {

    @Bean
    Declarables queues(DispatchProperties properties) {
        Queue dead = QueueBuilder.durable(properties.deadQueue()).build();
        Queue jobs = QueueBuilder.durable(properties.queue())
                .deadLetterExchange("")
                .deadLetterRoutingKey(properties.deadQueue())
                .withArgument("alternateBinding", Map.of("destination", properties.deadQueue()))
                .withArgument("maximumDeliveryAttempts", 1)
                .build();
        // In this order: Qpid closes the connection over an alternate that does not exist yet.
        return new Declarables(dead, jobs);
    }
}
