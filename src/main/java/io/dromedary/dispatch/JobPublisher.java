package io.dromedary.dispatch;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.RabbitOperations;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.stereotype.Component;

/**
 * Publishes job ids so that none is lost unnoticed: persistent, mandatory, with correlated confirms. A message counts
 * as taken only when the broker acknowledged it and did not return it; RabbitMQ acknowledges unroutable messages too.
 */
@Component
class JobPublisher {

    private static final Logger LOG = LoggerFactory.getLogger(JobPublisher.class);

    private final RabbitTemplate rabbit;
    private final BrokerQueues queues;
    private final DispatchProperties properties;

    JobPublisher(RabbitTemplate rabbit, BrokerQueues queues, DispatchProperties properties) {
        this.rabbit = rabbit;
        this.queues = queues;
        this.properties = properties;
    }

    /**
     * Publishes all in their order, then waits for all. What no queue takes is refused, and the queue declared again.
     *
     * @return those that the broker did not take; they may still arrive when it only failed to say so
     */
    List<UUID> publish(List<UUID> jobIds) {
        Map<UUID, CorrelationData> sent = new LinkedHashMap<>();
        jobIds.forEach(jobId -> sent.put(jobId, new CorrelationData(jobId.toString())));
        try {
            // On one channel, for the order is kept on each alone.
            rabbit.invoke(operations -> {
                sent.forEach((jobId, correlation) -> send(operations, jobId, correlation));
                return true;
            });
        } catch (AmqpException e) {
            LOG.warn("Not all of {} jobs were published: {}", jobIds.size(), e.getMessage());
            return jobIds;
        }
        long deadline = System.nanoTime() + properties.confirmTimeout().toNanos();
        List<UUID> refused = sent.entrySet().stream()
                .filter(one -> !taken(one.getValue(), deadline - System.nanoTime()))
                .map(Map.Entry::getKey)
                .toList();
        if (!refused.isEmpty()) {
            queues.restoreMissing();
        }
        return refused;
    }

    /** The default exchange routes by queue name, so there is no binding to miss. */
    private void send(RabbitOperations operations, UUID jobId, CorrelationData correlation) {
        operations.convertAndSend("", properties.queue(), message(jobId), correlation);
    }

    private static Message message(UUID jobId) {
        return MessageBuilder.withBody(jobId.toString().getBytes(StandardCharsets.US_ASCII))
                .setContentType(MessageProperties.CONTENT_TYPE_TEXT_PLAIN)
                .setDeliveryMode(MessageDeliveryMode.PERSISTENT)
                .build();
    }

    private static boolean taken(CorrelationData correlation, long nanos) {
        try {
            return correlation
                            .getFuture()
                            .get(Math.max(nanos, 0), TimeUnit.NANOSECONDS)
                            .isAck()
                    && correlation.getReturned() == null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }
}
