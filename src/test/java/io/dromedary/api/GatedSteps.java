package io.dromedary.api;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** Stops the routes before a step until the test opens the gate. */
class GatedSteps implements InterceptStrategy {

    private volatile String step = "";
    private volatile AtomicInteger left = new AtomicInteger();
    private volatile CountDownLatch reached = new CountDownLatch(1);
    private volatile CountDownLatch opened = new CountDownLatch(1);

    /** From now on, whoever comes to the step for the so-manieth time has to wait. */
    void shut(String stepId, int time) {
        reached = new CountDownLatch(1);
        opened = new CountDownLatch(1);
        left = new AtomicInteger(time);
        step = stepId;
    }

    void awaitReached() throws InterruptedException {
        if (!reached.await(60, TimeUnit.SECONDS)) {
            throw new AssertionError("Nobody came to the gate");
        }
    }

    void open() {
        opened.countDown();
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                if (step.equals(definition.getId()) && left.decrementAndGet() == 0) {
                    pass();
                }
                return super.process(exchange, callback);
            }
        };
    }

    private void pass() {
        reached.countDown();
        try {
            opened.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
