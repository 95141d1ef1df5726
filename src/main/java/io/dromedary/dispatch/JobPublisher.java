package io.dromedary.dispatch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
    private final DispatchProperties properties;

    JobPublisher(RabbitTemplate rabbit, DispatchProperties properties) {
        this.rabbit = rabbit;
        this.properties = properties;
    }

    /**
     * Publishes all, then waits for all.
     *
     * @return those that the broker did not take; they may still arrive when it only failed to say so
     */
    List<UUID> publish(List<UUID> jobIds) {
        Map<UUID, CorrelationData> sent = new LinkedHashMap<>();
        List<UUID> refused = new ArrayList<>();
        for (UUID jobId : jobIds) {
            CorrelationData correlation = new CorrelationData(jobId.toString());
            try {
                // The default exchange routes by queue name, so there is no binding to miss.
                rabbit.send("", properties.queue(), message(jobId), correlation);
                sent.put(jobId, correlation);
            } catch (AmqpException e) {
                LOG.warn("Job {} was not published: {}", jobId, e.getMessage());
                refused.add(jobId);
            }
        }
        long deadline = System.nanoTime() + properties.confirmTimeout().toNanos();
        sent.forEach((jobId, correlation) -> {
            if (!taken(correlation, deadline - System.nanoTime())) {
                refused.add(jobId);
            }
        });
        return refused;
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
