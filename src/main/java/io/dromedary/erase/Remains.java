package io.dromedary.erase;

import io.dromedary.error.Failure;
import io.dromedary.store.ObjectStore;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Looks for whatever may be left of the erased, in the ledger and in the object store. */
@Component
class Remains {

    private static final Logger LOG = LoggerFactory.getLogger(Remains.class);

    private final JdbcClient jdbc;
    private final Belongings belongings;
    private final ObjectStore store;

    Remains(JdbcClient jdbc, Belongings belongings, ObjectStore store) {
        this.jdbc = jdbc;
        this.belongings = belongings;
        this.store = store;
    }

    /**
     * What is left at this moment: rows by table, vectors of the tenant that no chunk has under {@code embedding}, and
     * originals under {@code objects}. An object store that does not answer counts as one that still has them.
     */
    Map<String, Long> of(Erasure erasure) {
        Map<String, Long> found = erasure.subject() == Subject.TENANT
                ? belongings.ofTenant(erasure.tenantId())
                : belongings.ofDocument(erasure.subjectId(), erasure.jobs());
        if (erasure.subject() == Subject.DOCUMENT) {
            found.put("embedding", unusedVectors(erasure.tenantId()));
        }
        found.put("objects", objects(erasure));
        return found;
    }

    private long objects(Erasure erasure) {
        try {
            return erasure.objects().stream()
                    .mapToLong(key -> key.endsWith("/") ? store.count(key) : store.exists(key) ? 1 : 0)
                    .sum();
        } catch (Failure e) {
            LOG.warn("Nobody can tell whether the objects of erasure {} are gone: {}", erasure.id(), e.getMessage());
            return erasure.objects().size();
        }
    }

    /** Uses the index chunk_embedding. */
    private long unusedVectors(UUID tenantId) {
        return jdbc.sql("""
                        select count(*) from embedding e
                        where tenant_id = :tenant and not exists (
                            select from chunk c where c.tenant_id = e.tenant_id
                              and c.model_id = e.model_id and c.content_hash = e.content_hash)""").param("tenant", tenantId).query(Long.class).single();
    }
}
