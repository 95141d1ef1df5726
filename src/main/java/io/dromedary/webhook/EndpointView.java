package io.dromedary.webhook;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint as its tenant sees it.
 *
 * @param eventTypes none for all
 * @param disabledFor {@code gone} after a 410, {@code failing}, or {@code client}; null while it is enabled
 * @param failingSince the first failure since the last success
 */
public record EndpointView(
        UUID id,
        String url,
        List<String> eventTypes,
        Instant createdAt,
        @Nullable Instant disabledAt,
        @Nullable String disabledFor,
        @Nullable Instant failingSince,
        @Nullable Instant lastSuccessAt) {

    static final String SELECT = """
            select id, url, event_types, created_at, disabled_at, disabled_for, failing_since, last_success_at
            from webhook_endpoint""";

    static EndpointView of(ResultSet row, int n) throws SQLException {
        return new EndpointView(
                row.getObject("id", UUID.class),
                row.getString("url"),
                List.of((String[]) row.getArray("event_types").getArray()),
                row.getTimestamp("created_at").toInstant(),
                instant(row, "disabled_at"),
                row.getString("disabled_for"),
                instant(row, "failing_since"),
                instant(row, "last_success_at"));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }
}
