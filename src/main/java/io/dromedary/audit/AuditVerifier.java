package io.dromedary.audit;

import io.dromedary.audit.Verification.Break;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.ListQuery;
import io.dromedary.ledger.AcrossTenants;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Follows the chain from its root and finds the first place where a record or a link was changed, removed, inserted or
 * moved. It reads one link at a time, whatever there are. That the end was cut off shows only to who knows an earlier
 * head.
 */
@Component
public class AuditVerifier {

    private static final int ROWS_AT_ONCE = 1000;

    private final JdbcTemplate streaming;
    private final JdbcClient jdbc;

    AuditVerifier(JdbcTemplate template, JdbcClient jdbc) {
        this.streaming = new JdbcTemplate(template.getDataSource());
        this.streaming.setFetchSize(ROWS_AT_ONCE);
        this.jdbc = jdbc;
    }

    /**
     * Verifies the chain in one snapshot.
     *
     * @param query {@code head=seq:hash} of an earlier look, or nothing
     * @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST} for any other query
     */
    @AcrossTenants
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public Verification verify(@Nullable String query) {
        Walk walk = new Walk(head(query));
        streaming.query("""
                select l.seq, l.record_id, l.hash, r.*
                from audit_link l left join audit_record r on r.id = l.record_id
                order by l.seq""", (ResultSet row) -> walk.follow(row));
        Break broken = walk.broken != null ? walk.broken : stray();
        if (broken == null && walk.knownHead != null) {
            broken = new Break(walk.knownHead.seq, null, "the chain ends before the head that was noted");
        }
        return new Verification(walk.seq, walk.head(), pending(), broken);
    }

    private record Head(long seq, String hash) {}

    private static @Nullable Head head(@Nullable String query) {
        String text = ListQuery.parse(query, List.of("head")).text("head");
        if (text == null) {
            return null;
        }
        if (!text.matches("[0-9]{1,18}:[0-9a-f]{64}")) {
            throw new Failure.Permanent(ErrorCode.INVALID_REQUEST, "head is the seq:hash of an earlier verification");
        }
        int colon = text.indexOf(':');
        return new Head(Long.parseLong(text.substring(0, colon)), text.substring(colon + 1));
    }

    /** The way along the chain, as far as it fits. */
    private static final class Walk {

        private @Nullable Head knownHead;
        private long seq;
        private byte[] hash = AuditRecord.ROOT;
        private @Nullable Break broken;

        Walk(@Nullable Head knownHead) {
            this.knownHead = knownHead == null || knownHead.seq == 0 ? null : knownHead;
        }

        void follow(ResultSet row) throws SQLException {
            if (broken != null) {
                return;
            }
            long next = row.getLong("seq");
            long record = row.getLong("record_id");
            if (next != seq + 1) {
                broken = new Break(seq + 1, null, "the link is missing");
            } else if (row.getObject("id") == null) {
                broken = new Break(next, record, "the record is missing");
            } else if (!Arrays.equals(AuditRecord.of(row).hash(hash), row.getBytes("hash"))) {
                broken = new Break(next, record, "the record or the link is not what was linked");
            } else {
                go(next, row.getBytes("hash"));
            }
        }

        private void go(long next, byte[] nextHash) {
            seq = next;
            hash = nextHash;
            Head known = knownHead;
            if (known != null && known.seq == seq) {
                if (known.hash.equals(HexFormat.of().formatHex(hash))) {
                    knownHead = null;
                } else {
                    broken = new Break(seq, null, "the link is not the head that was noted");
                }
            }
        }

        String head() {
            return seq + ":" + HexFormat.of().formatHex(hash);
        }
    }

    /** A record that was put there past the service. */
    private @Nullable Break stray() {
        return jdbc.sql("""
                        select r.id from audit_record r
                        where not exists (select from audit_link l where l.record_id = r.id)
                          and not exists (select from audit_pending p where p.record_id = r.id)
                        order by r.id limit 1""")
                .query(Long.class)
                .optional()
                .map(id -> new Break(null, id, "the record has no link"))
                .orElse(null);
    }

    private long pending() {
        return jdbc.sql("select count(*) from audit_pending").query(Long.class).single();
    }
}
