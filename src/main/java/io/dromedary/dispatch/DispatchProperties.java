package io.dromedary.dispatch;

import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How jobs reach the workers.
 *
 * @param queue the queue of job ids; what nobody can read goes to the one with {@code .dead} behind it.
 * @param depth job ids in the queue at once: about twice the slots of all workers. More decides the order earlier,
 *     fewer lets workers wait. Range: 1 to 10000.
 * @param poll how soon a due job is seen when its notification is lost.
 * @param confirmTimeout how long the broker may take to confirm.
 * @param queueType what RabbitMQ makes of the queues. {@code auto} means replicated queues where
 *     {@code spring.rabbitmq.addresses} names several nodes, classic durable ones otherwise. A queue keeps its type:
 *     another one needs another name.
 */
@Validated
@ConfigurationProperties(prefix = "dromedary.dispatch", ignoreUnknownFields = false)
record DispatchProperties(
        @DefaultValue("dromedary.jobs.v1") @NotBlank String queue,
        @DefaultValue("8") int depth,
        @DefaultValue("1s") Duration poll,
        @DefaultValue("5s") Duration confirmTimeout,
        @DefaultValue("auto") QueueType queueType) {

    DispatchProperties {
        if (depth < 1 || depth > 10_000) {
            throw new IllegalArgumentException(
                    "dromedary.dispatch.depth (%d) must be between 1 and 10000".formatted(depth));
        }
    }

    String deadQueue() {
        return queue + ".dead";
    }
}
