package io.dromedary.dispatch;

import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How jobs reach the workers.
 *
 * @param queue of the broker; what nobody can read goes to the queue of this name with {@code .dead} behind it
 * @param depth how many job ids lie in the queue at most; short, so that order is decided late: about twice the slots
 *     of all workers
 * @param poll how long to wait for a notification before looking all the same
 * @param confirmTimeout how long the broker may take to confirm
 * @param queueType of RabbitMQ; a queue that exists keeps its own, so another type needs another name
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
