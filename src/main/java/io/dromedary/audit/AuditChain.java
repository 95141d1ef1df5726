package io.dromedary.audit;

import io.dromedary.ledger.AcrossTenants;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Links committed records into the chain. A record waits in {@code audit_pending} until it has its link, so none is
 * passed over, however late its transaction commits, and no transaction waits for its place. The records of one job are
 * linked in their order, because each transition holds the row of the job. Of several processes one links at a time.
 */
@Component
public class AuditChain {

    private static final int AT_ONCE = 1000;

    private final JdbcClient jdbc;
    private final NamedParameterJdbcTemplate batches;

    AuditChain(JdbcClient jdbc, NamedParameterJdbcTemplate batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    private record Link(long seq, byte[] hash) {}

    /**
     * Links what waits, a bounded number at once.
     *
     * @return how many records
     */
    @AcrossTenants
    @Transactional
    public int seal() {
        boolean mine = jdbc.sql("select pg_try_advisory_xact_lock(hashtext('audit_link'))")
                .query(Boolean.class)
                .single();
        return mine ? link(waiting()) : 0;
    }

    /** Uses the primary keys. */
    private List<AuditRecord> waiting() {
        return jdbc.sql("""
                        with taken as (
                            delete from audit_pending where record_id in (
                                select record_id from audit_pending order by record_id limit :most)
                            returning record_id)
                        select r.* from audit_record r join taken on taken.record_id = r.id order by r.id""")
                .param("most", AT_ONCE)
                .query((row, n) -> AuditRecord.of(row))
                .list();
    }

    private int link(List<AuditRecord> records) {
        Link last = last();
        List<MapSqlParameterSource> links = new ArrayList<>();
        for (AuditRecord record : records) {
            last = new Link(last.seq + 1, record.hash(last.hash));
            links.add(new MapSqlParameterSource()
                    .addValue("seq", last.seq)
                    .addValue("record", record.id())
                    .addValue("hash", last.hash));
        }
        batches.batchUpdate(
                "insert into audit_link (seq, record_id, hash) values (:seq, :record, :hash)",
                links.toArray(MapSqlParameterSource[]::new));
        return records.size();
    }

    private Link last() {
        @Nullable
        Link last = jdbc.sql("select seq, hash from audit_link order by seq desc limit 1")
                .query((row, n) -> new Link(row.getLong("seq"), row.getBytes("hash")))
                .optional()
                .orElse(null);
        return last == null ? new Link(0, AuditRecord.ROOT) : last;
    }
}
