package io.dromedary.camel;

import io.dromedary.deadletter.OperatorDeadLetters;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.ManagementAgent;
import org.apache.camel.support.LifecycleStrategySupport;
import org.springframework.stereotype.Component;

/** The dead letters of all tenants over JMX, as {@value #NAME}; in every process, for they lie in the ledger. */
@Component
@ManagedResource(description = "Jobs that were set aside, of all tenants")
public class ManagedDeadLetters extends LifecycleStrategySupport {

    static final String NAME = "io.dromedary:type=deadletters";

    private final OperatorDeadLetters letters;

    ManagedDeadLetters(OperatorDeadLetters letters) {
        this.letters = letters;
    }

    @Override
    public void onContextStarted(CamelContext context) {
        ManagementAgent agent = context.getManagementStrategy().getManagementAgent();
        if (agent == null) {
            return;
        }
        try {
            agent.register(this, new ObjectName(NAME));
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    @ManagedAttribute(description = "How many there are")
    public long getCount() {
        return letters.count();
    }

    /** Tries them again, and returns how many are in line. */
    @ManagedOperation(description = "Try them again, the longest dead first, at most 1,000, so many a minute")
    public int replayAll(int perMinute) {
        return letters.replayAll(perMinute).replayed();
    }
}
