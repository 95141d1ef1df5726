package io.dromedary.camel;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.RemoveHeadersDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** Remembers every header whose name or value has the canary in it, whichever step of whichever route sees it. */
public class SeenHeaders implements InterceptStrategy {

    static final String CANARY = "canary";

    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final Set<String> steps = ConcurrentHashMap.newKeySet();

    Set<String> seen() {
        return seen;
    }

    Set<String> steps() {
        return steps;
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode step, Processor target, Processor next) {
        if (step instanceof RemoveHeadersDefinition) {
            return target;
        }
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                steps.add(step.getId());
                exchange.getMessage().getHeaders().forEach((name, value) -> {
                    if ((name + "=" + value).contains(CANARY)) {
                        seen.add(step.getId() + ": " + name + "=" + value);
                    }
                });
                return super.process(exchange, callback);
            }
        };
    }
}
