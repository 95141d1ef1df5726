package io.dromedary.webhook;

import io.dromedary.webhook.Announcements.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What an endpoint's answers say about it. It is disabled when it says that it is gone, or when it has failed for days
 * without a success. Failures that lie further apart than any two attempts of one delivery are sporadic, and each
 * begins a new count. Works in the transaction of its caller.
 */
@Component
class EndpointHealth {

    private static final Logger LOG = LoggerFactory.getLogger(EndpointHealth.class);

    /** The longest wait of the schedule is 29 hours. */
    private static final Duration SPORADIC = Duration.ofHours(36);

    private final JdbcClient jdbc;
    private final Announcements announcements;
    private final WebhookProperties properties;

    EndpointHealth(JdbcClient jdbc, Announcements announcements, WebhookProperties properties) {
        this.jdbc = jdbc;
        this.announcements = announcements;
        this.properties = properties;
    }

    /** Most successes change nothing, and then the row is not locked. */
    void succeeded(UUID endpointId) {
        jdbc.sql("""
                        update webhook_endpoint
                        set failures = 0, failing_since = null, last_success_at = now()
                        where id = :id and (failures > 0 or last_success_at is null
                                            or last_success_at < now() - interval '1 minute')""").param("id", endpointId).update();
    }

    /**
     * How an endpoint stands after a failure.
     *
     * @param disabled whether nothing is sent to it any more
     * @param overdue whether it has failed for too long
     */
    record Standing(boolean disabled, boolean overdue) {}

    /** Locks the row, so that of many failures at once one sees that it is time. */
    Standing failed(UUID endpointId) {
        return jdbc.sql("""
                        update webhook_endpoint
                        set failures = case when last_failure_at < now() - make_interval(secs => :sporadic)
                                            then 1 else failures + 1 end,
                            failing_since = case when last_failure_at < now() - make_interval(secs => :sporadic)
                                                 then now() else coalesce(failing_since, now()) end,
                            last_failure_at = now()
                        where id = :id
                        returning disabled_at is not null as disabled,
                                  failing_since <= now() - make_interval(secs => :limit) as overdue""")
                .param("id", endpointId)
                .param("sporadic", SPORADIC.toSeconds())
                .param("limit", properties.disableAfter().toSeconds())
                .query((row, n) -> new Standing(row.getBoolean("disabled"), row.getBoolean("overdue")))
                .optional()
                .orElse(new Standing(true, false));
    }

    private record Disabled(
            UUID endpointId,
            String url,
            String reason,
            @Nullable Instant failingSince) {}

    /** Stops what waits for the endpoint, and tells the others once. */
    void disable(UUID endpointId, String reason) {
        jdbc.sql("""
                        update webhook_endpoint set disabled_at = now(), disabled_for = :reason
                        where id = :id and disabled_at is null
                        returning tenant_id, url, failing_since""")
                .param("id", endpointId)
                .param("reason", reason)
                .query((row, n) -> {
                    Disabled disabled = new Disabled(
                            endpointId, row.getString("url"), reason, EndpointView.instant(row, "failing_since"));
                    UUID tenantId = row.getObject("tenant_id", UUID.class);
                    return new Event(EventType.ENDPOINT_DISABLED, tenantId, null, null, () -> disabled);
                })
                .optional()
                .ifPresent(event -> {
                    stopWaiting(endpointId);
                    if (!reason.equals("client")) {
                        LOG.warn("Webhook endpoint {} is disabled: {}", endpointId, reason);
                        announcements.announce(event);
                    }
                });
    }

    private void stopWaiting(UUID endpointId) {
        jdbc.sql("""
                        update webhook_delivery set status = 'failed', due_at = null
                        where endpoint_id = :id and status = 'waiting' and not sending""").param("id", endpointId).update();
    }

    void enable(UUID endpointId) {
        jdbc.sql("""
                        update webhook_endpoint
                        set disabled_at = null, disabled_for = null, failures = 0, failing_since = null,
                            last_failure_at = null
                        where id = :id and disabled_at is not null""").param("id", endpointId).update();
    }
}
