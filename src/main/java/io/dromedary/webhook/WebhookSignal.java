package io.dromedary.webhook;

import io.dromedary.ledger.LedgerSignal;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Wakes the deliverers when a commit makes a delivery due, or a slot comes free. */
@Component
public class WebhookSignal extends LedgerSignal {

    private final boolean listens;

    WebhookSignal(DataSource dataSource, WebhookProperties properties, @Value("${dromedary.roles}") Set<String> roles) {
        super(dataSource, "webhook_due", properties.poll());
        this.listens = roles.contains("deliver");
    }

    /** Listening takes a connection of the pool; a deliverer that an operator starts elsewhere looks at its poll. */
    @Override
    public boolean isAutoStartup() {
        return listens;
    }
}
