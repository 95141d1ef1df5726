package io.dromedary.store;

import io.dromedary.error.Failure;
import io.dromedary.ledger.AcrossTenants;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Objects that must go. That they must is a row of the transaction that decides it; they are removed after its commit,
 * by whoever comes first, and again until the object store has done it. So no crash and no outage leaves one behind.
 * Thread-safe.
 */
@Component
public class ObjectRemovals {

    private static final Logger LOG = LoggerFactory.getLogger(ObjectRemovals.class);

    private static final int AT_ONCE = 100;

    private final JdbcClient jdbc;
    private final ObjectStore store;

    ObjectRemovals(JdbcClient jdbc, ObjectStore store) {
        this.jdbc = jdbc;
        this.store = store;
    }

    /**
     * Decides that the originals of all versions go that are older than the one readers see. A job that still works on
     * one of them, or is set aside with it, keeps it.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void addSuperseded(UUID documentId) {
        jdbc.sql("""
                        with superseded as (
                            select v.document_id, v.version, v.tenant_id, v.object_key, v.content is null as in_store
                            from document d join document_version v on v.document_id = d.id
                            where d.id = :document and v.version < d.current_version and v.original_kept
                              and not exists (
                                  select from job where job.document_id = v.document_id and job.version = v.version
                                    and job.status in ('queued', 'running', 'dead'))
                            for no key update of v),
                        gone as (
                            update document_version v set original_kept = false, content = null from superseded s
                            where v.document_id = s.document_id and v.version = s.version)
                        insert into object_removal (object_key, tenant_id)
                        select object_key, tenant_id from superseded where in_store
                        on conflict (object_key) do nothing""").param("document", documentId).update();
    }

    /** Decides that these objects go; a key that ends in a slash stands for all that begin with it. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void add(UUID tenantId, List<String> objectKeys) {
        jdbc.sql("""
                        insert into object_removal (object_key, tenant_id) select key, :tenant from unnest(:keys) as key
                        on conflict (object_key) do nothing""")
                .param("tenant", tenantId)
                .param("keys", objectKeys.toArray(String[]::new))
                .update();
    }

    /** Removes what is due, a bounded number at once; uses the index object_removal_due. */
    @AcrossTenants
    public void removeDue() {
        remove(jdbc.sql("""
                        update object_removal
                        set attempts = attempts + 1, due_at = now() + least(power(2, attempts), 60) * interval '1 minute'
                        where object_key in (
                            select object_key from object_removal where due_at <= now()
                            order by due_at limit :most for update skip locked)
                        returning object_key""").param("most", AT_ONCE).query(String.class).list());
    }

    /** Removes these at once; what the object store does not do now is due again and again. */
    public void remove(List<String> objectKeys) {
        for (String key : objectKeys) {
            try {
                if (key.endsWith("/")) {
                    store.deleteAll(key);
                } else {
                    store.delete(key);
                }
                jdbc.sql("""
                                with removed as (delete from object_removal where object_key = :key)
                                update passthrough set removed_at = now()
                                where object_key = :key and ended_at is not null and removed_at is null""").param("key", key).update();
            } catch (Failure e) {
                LOG.warn("An object is still to be removed: {}", e.getMessage());
            }
        }
    }
}
