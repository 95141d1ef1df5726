package io.dromedary.dispatch;

import io.dromedary.ledger.LedgerSignal;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Wakes the dispatcher when a commit makes a job due. */
@Component
public class DueSignal extends LedgerSignal {

    private final boolean listens;

    DueSignal(DataSource dataSource, DispatchProperties properties, @Value("${dromedary.roles}") Set<String> roles) {
        super(dataSource, "job_due", properties.poll());
        this.listens = roles.contains("dispatch");
    }

    /** Where nothing is dispatched, nobody listens; a dispatcher that an operator starts there looks at its poll. */
    @Override
    public boolean isAutoStartup() {
        return listens;
    }
}
