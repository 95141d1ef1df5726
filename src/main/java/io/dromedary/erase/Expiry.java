package io.dromedary.erase;

import io.dromedary.ledger.AcrossTenants;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Erases documents whose time is over: so many days after their latest version came in, as their tenant has it. */
@Component
public class Expiry {

    private static final int AT_ONCE = 100;

    private final JdbcClient jdbc;
    private final Erasures erasures;

    Expiry(JdbcClient jdbc, Erasures erasures) {
        this.jdbc = jdbc;
        this.erasures = erasures;
    }

    private record Due(UUID tenantId, UUID documentId) {}

    /**
     * Erases a bounded number, the oldest first; each is a transaction of its own. Uses the index
     * {@code document_listing}: a document is never older than its first version.
     *
     * @return how many
     */
    @AcrossTenants
    public int expire() {
        List<Due> due = jdbc.sql("""
                        select d.tenant_id, d.id as document_id
                        from tenant t
                        join document d on d.tenant_id = t.id
                                       and d.created_at < now() - make_interval(days => t.document_days)
                        join document_version v on v.document_id = d.id and v.version = d.latest_version
                        where v.created_at < now() - make_interval(days => t.document_days)
                        order by v.created_at limit :most""").param("most", AT_ONCE).query(Due.class).list();
        due.forEach(document -> erasures.remove(document.tenantId, document.documentId, Actor.RETENTION));
        return due.size();
    }
}
