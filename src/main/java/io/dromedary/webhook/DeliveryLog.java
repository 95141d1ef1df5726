package io.dromedary.webhook;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What was sent to whom, newest first, and how each attempt ended. */
@Component
public class DeliveryLog {

    private static final String SELECT = """
            select d.id, d.number, d.endpoint_id, e.type, d.event_id, d.status, d.attempt, d.created_at,
                   d.delivered_at, case when not d.sending then d.due_at end as due_at, p.url,
                   a.at as attempted_at, a.http_status, a.error
            from webhook_delivery d join webhook_event e on e.id = d.event_id
            join webhook_endpoint p on p.id = d.endpoint_id
            left join webhook_attempt a on a.delivery_id = d.id and a.number = d.attempt""";

    /** What is announced of a job names it; uses the index {@code webhook_event_document}. */
    private static final String OF_JOB = """
            e.document_id = (select document_id from job where id = cast(:job as uuid) and tenant_id = :tenant)
            and e.payload::json #>> '{data,jobId}' = :job""";

    private final JdbcClient jdbc;

    DeliveryLog(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A delivery.
     *
     * @param webhookId what the receiver reads as {@code webhook-id}
     * @param nextAttemptAt null while one is under way, and when it is over
     * @param lastAttempt null before the first has ended
     */
    public record DeliveryView(
            UUID id,
            UUID endpointId,
            String url,
            String eventType,
            String webhookId,
            String status,
            int attempts,
            Instant createdAt,
            @Nullable Instant deliveredAt,
            @Nullable Instant nextAttemptAt,
            @Nullable AttemptView lastAttempt) {}

    /**
     * An attempt.
     *
     * @param httpStatus null without an answer
     * @param error null for a success
     */
    public record AttemptView(
            int number,
            Instant at,
            @Nullable Integer httpStatus,
            @Nullable String error) {}

    /** A part of the log. */
    public record DeliveryPage(
            List<DeliveryView> deliveries, @Nullable String nextCursor) {}

    /** A delivery with all its attempts, oldest first. */
    public record DeliveryDetail(DeliveryView delivery, String payload, List<AttemptView> attempts) {}

    private record Row(long number, DeliveryView view) {}

    /** Uses the index {@code webhook_delivery_log}, or {@code webhook_delivery_of_endpoint}. */
    public DeliveryPage page(UUID tenantId, DeliveryFilter filter) {
        Map<String, Object> params = new HashMap<>(Map.of("tenant", tenantId, "limit", filter.limit() + 1));
        List<String> conditions = conditions(filter, params);
        List<Row> rows = jdbc.sql("%s where %s order by d.number desc limit :limit"
                        .formatted(SELECT, String.join(" and ", conditions)))
                .params(params)
                .query((row, n) -> new Row(row.getLong("number"), view(row)))
                .list();
        List<DeliveryView> page =
                rows.stream().limit(filter.limit()).map(Row::view).toList();
        return new DeliveryPage(
                page,
                rows.size() > filter.limit()
                        ? Long.toString(rows.get(filter.limit() - 1).number())
                        : null);
    }

    /** Nothing of the request becomes SQL: it only decides which of these conditions apply. */
    private static List<String> conditions(DeliveryFilter filter, Map<String, Object> params) {
        List<String> conditions = new ArrayList<>(List.of("d.tenant_id = :tenant"));
        if (filter.endpointId() != null) {
            conditions.add("d.endpoint_id = :endpoint");
            params.put("endpoint", filter.endpointId());
        }
        if (filter.jobId() != null) {
            conditions.add(OF_JOB);
            params.put("job", filter.jobId().toString());
        }
        if (filter.status() != null) {
            conditions.add("d.status = :status");
            params.put("status", filter.status());
        }
        if (filter.eventType() != null) {
            conditions.add("e.type = :type");
            params.put("type", filter.eventType());
        }
        if (filter.since() != null) {
            conditions.add("d.created_at >= :since");
            params.put("since", Timestamp.from(filter.since()));
        }
        if (filter.before() != null) {
            conditions.add("d.number < :before");
            params.put("before", filter.before());
        }
        return conditions;
    }

    public DeliveryDetail show(UUID tenantId, String id) {
        UUID deliveryId = WebhookEndpoints.parse(id);
        DeliveryView view = jdbc.sql(SELECT + " where d.tenant_id = :tenant and d.id = :id")
                .param("tenant", tenantId)
                .param("id", deliveryId)
                .query((row, n) -> view(row))
                .optional()
                .orElseThrow(WebhookEndpoints::notFound);
        return new DeliveryDetail(view, payload(deliveryId), attempts(deliveryId));
    }

    private String payload(UUID deliveryId) {
        return jdbc.sql("""
                        select e.payload from webhook_delivery d join webhook_event e on e.id = d.event_id
                        where d.id = :id""").param("id", deliveryId).query(String.class).single();
    }

    private List<AttemptView> attempts(UUID deliveryId) {
        return jdbc.sql("""
                        select number as attempt, at as attempted_at, http_status, error
                        from webhook_attempt where delivery_id = :id order by number""")
                .param("id", deliveryId)
                .query((row, n) -> attempt(row))
                .list();
    }

    private static DeliveryView view(ResultSet row) throws SQLException {
        return new DeliveryView(
                row.getObject("id", UUID.class),
                row.getObject("endpoint_id", UUID.class),
                row.getString("url"),
                row.getString("type"),
                WebhookSigner.messageId(row.getObject("event_id", UUID.class)),
                row.getString("status"),
                row.getInt("attempt"),
                row.getTimestamp("created_at").toInstant(),
                EndpointView.instant(row, "delivered_at"),
                EndpointView.instant(row, "due_at"),
                row.getTimestamp("attempted_at") == null ? null : attempt(row));
    }

    private static AttemptView attempt(ResultSet row) throws SQLException {
        return new AttemptView(
                row.getInt("attempt"),
                row.getTimestamp("attempted_at").toInstant(),
                row.getObject("http_status", Integer.class),
                row.getString("error"));
    }
}
