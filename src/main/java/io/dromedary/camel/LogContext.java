package io.dromedary.camel;

import io.dromedary.job.Claim;
import io.dromedary.tenant.Tenant;
import java.util.Objects;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;

/**
 * Puts job and tenant into the logging context (MDC) as soon as a route knows them, so that the lines of routes, beans
 * and libraries carry them alike, on whichever thread the route goes on. When the exchange ends, what was there before
 * is there again.
 */
@Component
class LogContext implements InterceptStrategy {

    private static final String JOB = "job";
    private static final String TENANT = "tenant";

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                enter(exchange);
                return super.process(exchange, callback);
            }
        };
    }

    private static void enter(Exchange exchange) {
        if (exchange.getVariable("claim") instanceof Claim claim) {
            enter(exchange, claim.jobId().toString(), claim.tenantId().toString());
        } else if (exchange.getVariable("tenant") instanceof Tenant tenant) {
            enter(exchange, null, tenant.id().toString());
        }
    }

    /** Once for all steps on a thread: a splitter reads its source between the steps of its parts. */
    private static void enter(Exchange exchange, @Nullable String job, String tenant) {
        String outerJob = MDC.get(JOB);
        String outerTenant = MDC.get(TENANT);
        if (Objects.equals(job, outerJob) && tenant.equals(outerTenant)) {
            return;
        }
        put(JOB, job);
        put(TENANT, tenant);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                put(JOB, outerJob);
                put(TENANT, outerTenant);
            }
        });
    }

    private static void put(String key, @Nullable String value) {
        if (value == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, value);
        }
    }
}
