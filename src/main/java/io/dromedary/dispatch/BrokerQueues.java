package io.dromedary.dispatch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.AmqpIOException;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.Queue;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * Keeps the queues as {@link BrokerTopology} wants them: they are declared before anything starts, and again when one
 * is found missing. A queue of that name with other properties stops the start. A broker that does not answer does not:
 * the queues are declared with the first connection to it.
 */
@Component
class BrokerQueues implements SmartInitializingSingleton {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerQueues.class);

    private final AmqpAdmin admin;
    private final Declarables declarables;
    private final Counter missing;

    BrokerQueues(AmqpAdmin admin, Declarables declarables, MeterRegistry metrics) {
        this.admin = admin;
        this.declarables = declarables;
        this.missing = metrics.counter("dromedary.dispatch.unroutable");
    }

    @Override
    public void afterSingletonsInstantiated() {
        try {
            declare();
        } catch (AmqpIOException e) {
            throw new IllegalStateException(
                    ("The broker refuses the queues of dromedary.dispatch.queue: one of that name has other properties;"
                                    + " delete it once it is empty, or choose another name (%s)")
                            .formatted(reason(e)),
                    e);
        } catch (AmqpException e) {
            LOG.warn("The broker does not answer; jobs wait in the ledger until it does: {}", e.getMessage());
        }
    }

    /**
     * Looks for the queues after the broker refused a message, and declares those that are missing again. Jobs are safe
     * meanwhile: they wait in the ledger.
     */
    void restoreMissing() {
        try {
            if (queues().anyMatch(queue -> admin.getQueueInfo(queue.getName()) == null)) {
                missing.increment();
                declare();
                LOG.error("A queue was missing in the broker, and is declared again; somebody deleted it");
            }
        } catch (AmqpException e) {
            LOG.error("The queues cannot be seen to in the broker; jobs wait in the ledger", e);
        }
    }

    /** In their order. */
    private void declare() {
        queues().forEach(admin::declareQueue);
    }

    private Stream<Queue> queues() {
        return declarables.getDeclarablesByType(Queue.class).stream();
    }

    private static String reason(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
