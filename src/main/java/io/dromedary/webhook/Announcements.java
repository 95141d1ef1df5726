package io.dromedary.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Enters what happened, and a delivery to everybody who wants to know, in the transaction in which it happens: an
 * outbox. What nobody wants to know is not written.
 */
@Component
public class Announcements {

    private final JdbcClient jdbc;
    private final ObjectMapper json;

    Announcements(JdbcClient jdbc, ObjectMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * Something that happened.
     *
     * @param documentId with which the event is erased; null when it must outlive the document, or has none
     * @param jobId whose upload may have named a URL of its own
     * @param data a record; asked only when somebody wants to know
     */
    public record Event(
            EventType type,
            UUID tenantId,
            @Nullable UUID documentId,
            @Nullable UUID jobId,
            Supplier<Object> data) {}

    /** The body of every delivery, as Standard Webhooks recommends it. */
    private record Envelope(String type, Instant timestamp, Object data) {}

    private record Target(UUID endpointId, Instant now) {}

    /** Wakes the deliverers at commit. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void announce(Event event) {
        List<Target> targets = targets(event);
        if (!targets.isEmpty()) {
            enter(event, targets);
        }
    }

    /** Enters an event for one endpoint, whatever it subscribed to. */
    @Transactional(propagation = Propagation.MANDATORY)
    public UUID announceTo(UUID endpointId, Event event) {
        Instant now = jdbc.sql("select now()")
                .query((row, n) -> row.getTimestamp(1).toInstant())
                .single();
        return enter(event, List.of(new Target(endpointId, now)));
    }

    private List<Target> targets(Event event) {
        return jdbc.sql("""
                        select id, now() as now from webhook_endpoint
                        where tenant_id = :tenant and disabled_at is null
                          and (registered and (event_types = '{}' or :type = any (event_types))
                               or id = (select webhook_endpoint_id from job where id = cast(:job as uuid)))""")
                .param("tenant", event.tenantId())
                .param("type", event.type().code())
                .param("job", event.jobId())
                .query((row, n) -> new Target(
                        row.getObject("id", UUID.class), row.getTimestamp("now").toInstant()))
                .list();
    }

    private UUID enter(Event event, List<Target> targets) {
        UUID eventId = UUID.randomUUID();
        jdbc.sql("""
                        insert into webhook_event (id, tenant_id, type, document_id, payload)
                        values (:id, :tenant, :type, cast(:document as uuid), :payload)""")
                .param("id", eventId)
                .param("tenant", event.tenantId())
                .param("type", event.type().code())
                .param("document", event.documentId())
                .param("payload", payload(event, targets.get(0).now()))
                .update();
        return jdbc.sql("""
                        with made as (
                            insert into webhook_delivery (id, tenant_id, event_id, endpoint_id)
                            select gen_random_uuid(), :tenant, :event, endpoint from unnest(:endpoints) as endpoint
                            returning id)
                        select min(id::text)::uuid as id, pg_notify('webhook_due', '') from made""")
                .param("tenant", event.tenantId())
                .param("event", eventId)
                .param("endpoints", targets.stream().map(Target::endpointId).toArray(UUID[]::new))
                .query((row, n) -> row.getObject("id", UUID.class))
                .single();
    }

    private String payload(Event event, Instant now) {
        try {
            return json.writeValueAsString(
                    new Envelope(event.type().code(), now, event.data().get()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A record can be written", e);
        }
    }
}
