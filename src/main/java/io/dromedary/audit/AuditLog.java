package io.dromedary.audit;

import io.dromedary.job.ListQuery;
import io.dromedary.ledger.AcrossTenants;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the chain, for operators. */
@Component
@AcrossTenants
public class AuditLog {

    private final JdbcClient jdbc;

    AuditLog(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A link and its record.
     *
     * @param hash 64 lower-case digits
     * @param kind what it happened to: {@code job}, {@code document}, {@code tenant} or {@code key}
     * @param action a job's new status, or what was done
     * @param attempt of a job; null for the rest
     */
    public record Entry(
            long seq,
            String hash,
            long recordId,
            Instant at,
            UUID tenantId,
            String kind,
            UUID subjectId,
            String action,
            @Nullable Integer attempt,
            String actor,
            @Nullable String cause) {}

    /**
     * A part of the chain, in its order.
     *
     * @param nextAfter what leads to the next page; null on the last one
     */
    public record AuditPage(List<Entry> entries, @Nullable Long nextAfter) {}

    /**
     * One page; uses the primary keys.
     *
     * @param query with {@code limit} and {@code after}, the last link of the page before
     */
    public AuditPage page(@Nullable String query) {
        ListQuery values = ListQuery.parse(query, List.of("limit", "after"));
        String after = values.text("after");
        List<Entry> entries = jdbc.sql("""
                        select l.seq, l.hash, r.* from audit_link l join audit_record r on r.id = l.record_id
                        where l.seq > :after order by l.seq limit :limit""")
                .param("after", after == null ? 0 : values.number("after", 1, Integer.MAX_VALUE))
                .param("limit", values.limit() + 1)
                .query((row, n) -> entry(row.getLong("seq"), row.getBytes("hash"), AuditRecord.of(row)))
                .list();
        boolean more = entries.size() > values.limit();
        List<Entry> shown = more ? entries.subList(0, values.limit()) : entries;
        return new AuditPage(shown, more ? shown.get(shown.size() - 1).seq() : null);
    }

    private static Entry entry(long seq, byte[] hash, AuditRecord record) {
        return new Entry(
                seq,
                HexFormat.of().formatHex(hash),
                record.id(),
                record.at(),
                record.tenantId(),
                record.kind(),
                record.subjectId(),
                record.action(),
                record.attempt(),
                record.actor(),
                record.cause());
    }
}
