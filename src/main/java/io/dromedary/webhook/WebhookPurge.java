package io.dromedary.webhook;

import io.dromedary.ledger.AcrossTenants;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Keeps the log short: old events go with their deliveries, and the URLs of uploads when nothing needs them. */
@Component
public class WebhookPurge {

    private final JdbcClient jdbc;
    private final WebhookProperties properties;

    WebhookPurge(JdbcClient jdbc, WebhookProperties properties) {
        this.jdbc = jdbc;
        this.properties = properties;
    }

    @AcrossTenants
    @Transactional
    public void purge() {
        double seconds = properties.keep().toSeconds();
        jdbc.sql("""
                        delete from webhook_event e where created_at < now() - make_interval(secs => :keep)
                        and not exists (select from webhook_delivery d where d.event_id = e.id and d.due_at is not null)""").param("keep", seconds).update();
        jdbc.sql("""
                        delete from webhook_endpoint e
                        where not registered and created_at < now() - make_interval(secs => :keep)
                          and not exists (select from webhook_delivery d where d.endpoint_id = e.id)
                          and not exists (select from job j where j.webhook_endpoint_id = e.id and j.due_at is not null)""").param("keep", seconds).update();
        jdbc.sql("delete from webhook_secret where expires_at < now()").update();
    }
}
