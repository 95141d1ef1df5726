package io.dromedary.dispatch;

import io.dromedary.ledger.LedgerSignal;
import javax.sql.DataSource;
import org.springframework.stereotype.Component;

/** Wakes the dispatcher when a commit makes a job due. */
@Component
public class DueSignal extends LedgerSignal {

    DueSignal(DataSource dataSource, DispatchProperties properties) {
        super(dataSource, "job_due", properties.poll());
    }
}
