package io.dromedary.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.amqp.AmqpConnectException;
import org.springframework.amqp.AmqpIOException;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.Queue;

class BrokerQueuesTest {

    private final AmqpAdmin admin = mock();

    @Test
    void theDeadQueueIsDeclaredFirst() {
        Declarables declarables = topology(QueueType.AUTO, "one:5672");
        queues(declarables).afterSingletonsInstantiated();
        Iterator<Queue> declared = queuesOf(declarables).iterator();
        Queue first = declared.next();
        assertThat(first.getName()).isEqualTo("jobs.dead");
        var order = inOrder(admin);
        order.verify(admin).declareQueue(first);
        order.verify(admin).declareQueue(declared.next());
    }

    @Test
    void aQueueWithOtherPropertiesStopsTheStart() {
        when(admin.declareQueue(any()))
                .thenThrow(new AmqpIOException(new IOException("PRECONDITION_FAILED - inequivalent arg")));
        assertThatThrownBy(queues(topology(QueueType.AUTO, ""))::afterSingletonsInstantiated)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("dromedary.dispatch.queue", "PRECONDITION_FAILED");
    }

    @Test
    void aBrokerThatDoesNotAnswerDoesNot() {
        AmqpConnectException away = new AmqpConnectException(new ConnectException("refused"));
        when(admin.declareQueue(any())).thenThrow(away);
        when(admin.getQueueInfo(any())).thenThrow(away);
        BrokerQueues queues = queues(topology(QueueType.AUTO, ""));
        assertThatCode(queues::afterSingletonsInstantiated).doesNotThrowAnyException();
        assertThatCode(queues::restoreMissing).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "AUTO, '', false",
        "AUTO, one:5672, false",
        "AUTO, 'one:5672,two:5672', true",
        "CLASSIC, 'one:5672,two:5672', false",
        "QUORUM, one:5672, true",
    })
    void queuesAreReplicatedWhereTheBrokerIsACluster(QueueType type, String addresses, boolean quorum) {
        assertThat(queuesOf(topology(type, addresses)))
                .hasSize(2)
                .allSatisfy(
                        queue -> assertThat("quorum".equals(queue.getArguments().get("x-queue-type")))
                                .isEqualTo(quorum));
    }

    private static Declarables topology(QueueType type, String addresses) {
        return new BrokerTopology()
                .queues(
                        new DispatchProperties("jobs", 8, Duration.ofSeconds(1), Duration.ofSeconds(5), type),
                        addresses);
    }

    private static Collection<Queue> queuesOf(Declarables declarables) {
        return declarables.getDeclarablesByType(Queue.class);
    }

    private BrokerQueues queues(Declarables declarables) {
        return new BrokerQueues(admin, declarables, new SimpleMeterRegistry());
    }
}
