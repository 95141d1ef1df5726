package io.dromedary.dispatch;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * A thread for every consumer. RabbitMQ's client has one for each processor and lets the other consumers wait, so that
 * a worker with four slots and two processors would work on two documents.
 */
@Component
class ConsumerThreads implements DisposableBean {

    private final ExecutorService threads = Executors.newCachedThreadPool(new CustomizableThreadFactory("consumer-"));

    /** Before any connection is opened: the factory hands the threads to new ones. */
    ConsumerThreads(CachingConnectionFactory connections) {
        connections.setExecutor(threads);
    }

    @Override
    public void destroy() {
        threads.shutdown();
    }
}
