package io.dromedary.audit;

import java.util.Locale;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Puts acts of administration on record, in the transaction of the act. The transitions of jobs are put there by the
 * database itself. Thread-safe.
 */
@Component
public class Audit {

    private final JdbcClient jdbc;

    Audit(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What is acted on. */
    public enum Kind {
        DOCUMENT,
        TENANT,
        KEY
    }

    /**
     * Puts an act on record.
     *
     * @param action a word of ours; never a name, never content
     * @param actor by whose wish: {@code operator}, {@code client} and the like
     */
    public void record(UUID tenantId, Kind kind, UUID subjectId, String action, String actor) {
        jdbc.sql("select audit(:tenant, :kind, :subject, :action, null, :actor, null)")
                .param("tenant", tenantId)
                .param("kind", kind.name().toLowerCase(Locale.ROOT))
                .param("subject", subjectId)
                .param("action", action)
                .param("actor", actor)
                .query((row, n) -> Boolean.TRUE)
                .single();
    }
}
