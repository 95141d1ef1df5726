package io.dromedary.webhook;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.webhook.Announcements.Event;
import io.dromedary.webhook.WebhookRequests.Since;
import java.sql.Types;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Sends again, or for a test, what a client asks for. A replay keeps its {@code webhook-id}, so that a receiver which
 * has it already can tell, and begins the schedule anew.
 */
@Component
public class DeliveryReplays {

    private final JdbcClient jdbc;
    private final WebhookEndpoints endpoints;
    private final Announcements announcements;

    DeliveryReplays(JdbcClient jdbc, WebhookEndpoints endpoints, Announcements announcements) {
        this.jdbc = jdbc;
        this.endpoints = endpoints;
        this.announcements = announcements;
    }

    /** How many deliveries are due again. */
    public record Replayed(int deliveries) {}

    /** The delivery of a test. */
    public record Test(UUID deliveryId) {}

    private record Greeting(UUID endpointId) {}

    /** Sends a delivery again at once, whatever its status. */
    @Transactional
    public Replayed one(UUID tenantId, String id) {
        UUID deliveryId = WebhookEndpoints.parse(id);
        boolean disabled = jdbc.sql("""
                        select e.disabled_at is not null from webhook_delivery d
                        join webhook_endpoint e on e.id = d.endpoint_id
                        where d.id = :id and d.tenant_id = :tenant""")
                .param("id", deliveryId)
                .param("tenant", tenantId)
                .query(Boolean.class)
                .optional()
                .orElseThrow(WebhookEndpoints::notFound);
        requireEnabled(disabled);
        int changed = jdbc.sql("""
                        update webhook_delivery
                        set status = 'waiting', due_at = now(), tries = 0, delivered_at = null
                        where id = :id and not sending""").param("id", deliveryId).update();
        wakeDeliverers();
        return new Replayed(changed);
    }

    /** Sends again what failed for good, each once. */
    @Transactional
    public Replayed since(UUID tenantId, String endpointId, Since since) {
        EndpointView endpoint = endpoints.show(tenantId, endpointId);
        requireEnabled(endpoint.disabledAt() != null);
        int changed = jdbc.sql("""
                        update webhook_delivery
                        set status = 'waiting', due_at = now(), tries = 0
                        where endpoint_id = :endpoint and status = 'failed'
                          and created_at >= coalesce(:since, '-infinity'::timestamptz)""")
                .param("endpoint", endpoint.id())
                .param(
                        "since",
                        since.time() == null ? null : since.time().atOffset(ZoneOffset.UTC),
                        Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
        wakeDeliverers();
        return new Replayed(changed);
    }

    /** Sends an event that says nothing, to see whether it arrives. */
    @Transactional
    public Test test(UUID tenantId, String endpointId) {
        EndpointView endpoint = endpoints.show(tenantId, endpointId);
        requireEnabled(endpoint.disabledAt() != null);
        return new Test(announcements.announceTo(
                endpoint.id(),
                new Event(EventType.WEBHOOK_TEST, tenantId, null, null, () -> new Greeting(endpoint.id()))));
    }

    private static void requireEnabled(boolean disabled) {
        if (disabled) {
            throw new Failure.Permanent(ErrorCode.ENDPOINT_DISABLED, "Enable the endpoint first");
        }
    }

    private void wakeDeliverers() {
        jdbc.sql("select pg_notify('webhook_due', '')")
                .query((row, n) -> Boolean.TRUE)
                .single();
    }
}
