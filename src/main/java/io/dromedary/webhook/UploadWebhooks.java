package io.dromedary.webhook;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The URLs that uploads name for the events of their jobs. */
@Component
public class UploadWebhooks {

    private final JdbcClient jdbc;
    private final WebhookHosts hosts;
    private final EndpointSecrets secrets;

    UploadWebhooks(JdbcClient jdbc, WebhookHosts hosts, EndpointSecrets secrets) {
        this.jdbc = jdbc;
        this.hosts = hosts;
        this.secrets = secrets;
    }

    /**
     * The endpoint of a URL, which is the same for every upload that names it. Naming it again enables it.
     *
     * @throws Failure.Permanent {@link ErrorCode#WEBHOOK_URL_FORBIDDEN}; {@link ErrorCode#WEBHOOK_SECRET_REQUIRED} when
     *     the tenant has none to sign with
     */
    public UUID endpoint(UUID tenantId, String url) {
        hosts.require(tenantId, url);
        if (!secrets.hasOwn(tenantId)) {
            throw new Failure.Permanent(
                    ErrorCode.WEBHOOK_SECRET_REQUIRED, "Make one first: POST /v1/webhooks/secret/rotate");
        }
        return jdbc.sql("""
                        insert into webhook_endpoint as known (id, tenant_id, url, registered, event_types)
                        values (:id, :tenant, :url, false, '{}')
                        on conflict (tenant_id, url) where not registered do update
                        set disabled_at = null, disabled_for = null
                        returning id""")
                .param("id", UUID.randomUUID())
                .param("tenant", tenantId)
                .param("url", url)
                .query(UUID.class)
                .single();
    }
}
