package io.dromedary.camel;

import io.dromedary.job.Claim;
import io.dromedary.ledger.LedgerScope;
import io.dromedary.tenant.Tenant;
import java.util.UUID;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Every step sees the rows of the tenant whose job or request it serves, and no others, whatever its statement says.
 */
@Component
class TenantScope implements InterceptStrategy {

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                UUID tenantId = tenantId(exchange);
                return tenantId == null
                        ? super.process(exchange, callback)
                        : LedgerScope.ofTenant(tenantId, () -> super.process(exchange, callback));
            }
        };
    }

    private static @Nullable UUID tenantId(Exchange exchange) {
        if (exchange.getVariable("claim") instanceof Claim claim) {
            return claim.tenantId();
        }
        return exchange.getVariable("tenant") instanceof Tenant tenant ? tenant.id() : null;
    }
}
