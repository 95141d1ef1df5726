package io.dromedary.dispatch;

import java.time.Duration;
import java.util.Map;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.amqp.core.QueueBuilder.Overflow;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What must exist in the broker. The arguments are a superset that RabbitMQ and Qpid both take, each ignoring the
 * other's: a rejected message goes to the dead queue on either. Changed arguments need a new queue name, for RabbitMQ
 * refuses them and Qpid ignores them.
 */
@Configuration(proxyBeanMethods = false)
class BrokerTopology {

    /** The collector empties it all the time; whoever floods it loses the oldest. */
    private static final int MAX_DEAD = 10_000;

    /**
     * RabbitMQ from 3.12 on closes the channel of a message that is not acknowledged for so long; see decision 0026.
     */
    private static final Duration CONSUMER_TIMEOUT = Duration.ofDays(7);

    /**
     * Several addresses are the nodes of a cluster: nothing that the broker says of itself tells one from a single
     * node.
     */
    static boolean isQuorum(DispatchProperties properties, String addresses) {
        return switch (properties.queueType()) {
            case AUTO -> addresses.contains(",");
            case CLASSIC -> false;
            case QUORUM -> true;
        };
    }

    @Bean
    Declarables queues(DispatchProperties properties, @Value("${spring.rabbitmq.addresses:}") String addresses) {
        boolean quorum = isQuorum(properties, addresses);
        QueueBuilder dead = QueueBuilder.durable(properties.deadQueue()).maxLength(MAX_DEAD);
        QueueBuilder jobs = QueueBuilder.durable(properties.queue())
                .deadLetterExchange("")
                .deadLetterRoutingKey(properties.deadQueue())
                .withArgument("x-consumer-timeout", (int) CONSUMER_TIMEOUT.toMillis())
                .withArgument("alternateBinding", Map.of("destination", properties.deadQueue()))
                .withArgument("maximumDeliveryAttempts", 1);
        if (quorum) {
            dead.quorum();
            // What is rejected stays until the dead queue has it; RabbitMQ asks for this overflow with it.
            jobs.quorum()
                    .withArgument("x-dead-letter-strategy", "at-least-once")
                    .overflow(Overflow.rejectPublish);
        }
        Queue deadQueue = dead.build();
        // In this order: Qpid closes the connection over an alternate that does not exist yet.
        return new Declarables(deadQueue, jobs.build());
    }
}
