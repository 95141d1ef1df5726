package io.dromedary.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.WithLedger;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.annotation.Autowired;

@WithLedger
class JobPublisherIT {

    @Autowired
    private JobPublisher publisher;

    @Autowired
    private BrokerQueues queues;

    @Autowired
    private MeterRegistry metrics;

    @Autowired
    private DispatchProperties properties;

    @Autowired
    private RabbitTemplate rabbit;

    @Autowired
    private AmqpAdmin admin;

    @BeforeEach
    void emptyQueues() {
        admin.initialize();
        admin.purgeQueue(properties.queue());
        admin.purgeQueue(properties.deadQueue());
    }

    @Test
    void whatIsPublishedArrivesInItsOrderAsPersistentMessages() {
        List<UUID> jobs = Stream.generate(UUID::randomUUID).limit(100).toList();
        assertThat(publisher.publish(jobs)).isEmpty();
        for (UUID job : jobs) {
            Message message = received(properties.queue());
            assertThat(new String(message.getBody(), StandardCharsets.US_ASCII)).isEqualTo(job.toString());
            assertThat(message.getMessageProperties().getReceivedDeliveryMode())
                    .isEqualTo(MessageDeliveryMode.PERSISTENT);
        }
    }

    @Test
    void reportsWhatNoQueueTook() {
        DispatchProperties nowhere = new DispatchProperties(
                "nowhere-" + UUID.randomUUID(), 8, Duration.ofSeconds(1), properties.confirmTimeout(), QueueType.AUTO);
        List<UUID> jobs = List.of(UUID.randomUUID(), UUID.randomUUID());
        assertThat(new JobPublisher(rabbit, queues, nowhere).publish(jobs)).containsExactlyElementsOf(jobs);
    }

    @Test
    void refusesWhatIsPublishedAfterTheQueueIsGoneAndDeclaresItAgain() {
        double before = metrics.counter("dromedary.dispatch.unroutable").count();
        admin.deleteQueue(properties.queue());
        List<UUID> jobs = List.of(UUID.randomUUID());
        assertThat(publisher.publish(jobs)).containsExactlyElementsOf(jobs);
        assertThat(metrics.counter("dromedary.dispatch.unroutable").count()).isEqualTo(before + 1);
        assertThat(publisher.publish(jobs)).isEmpty();
        assertThat(received(properties.queue()).getBody()).hasSize(36);
    }

    @Test
    void publishesNothingForNothing() {
        assertThat(publisher.publish(List.of())).isEmpty();
    }

    @Test
    void aRejectedMessageEndsInTheDeadQueue() {
        rabbit.convertAndSend("", properties.queue(), "no job id");
        await().until(() -> rejected(properties.queue()));
        assertThat(new String(received(properties.deadQueue()).getBody(), StandardCharsets.UTF_8))
                .isEqualTo("no job id");
    }

    private boolean rejected(String queue) {
        return Boolean.TRUE.equals(rabbit.execute(channel -> {
            var response = channel.basicGet(queue, false);
            if (response == null) {
                return false;
            }
            channel.basicReject(response.getEnvelope().getDeliveryTag(), false);
            return true;
        }));
    }

    private Message received(String queue) {
        Message message = rabbit.receive(queue, 5_000);
        assertThat(message).isNotNull();
        return message;
    }
}
