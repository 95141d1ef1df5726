package io.dromedary.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;

class ConsumerThreadsTest {

    /** More than any machine that runs this has processors. */
    private static final int CONSUMERS = 300;

    @Test
    void noConsumerWaitsForAnother() throws Exception {
        CachingConnectionFactory connections = mock(CachingConnectionFactory.class);
        ConsumerThreads threads = new ConsumerThreads(connections);
        ArgumentCaptor<Executor> given = ArgumentCaptor.captor();
        verify(connections).setExecutor(given.capture());
        CountDownLatch all = new CountDownLatch(CONSUMERS);

        for (int i = 0; i < CONSUMERS; i++) {
            given.getValue().execute(() -> {
                all.countDown();
                awaitAll(all);
            });
        }

        assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
        threads.destroy();
    }

    private static void awaitAll(CountDownLatch all) {
        try {
            all.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
