package io.dromedary.webhook;

import io.dromedary.ledger.LedgerSignal;
import javax.sql.DataSource;
import org.springframework.stereotype.Component;

/** Wakes the deliverers when a commit makes a delivery due, or a slot comes free. */
@Component
public class WebhookSignal extends LedgerSignal {

    WebhookSignal(DataSource dataSource, WebhookProperties properties) {
        super(dataSource, "webhook_due", properties.poll());
    }
}
