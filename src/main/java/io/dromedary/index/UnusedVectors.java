package io.dromedary.index;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Removes the vectors of texts that no chunk has any more, of whatever model. In two steps, because only a statement
 * that begins after the rows are locked sees every chunk that was written for them before. Joins the transaction of its
 * caller; uses the primary key and the index chunk_embedding.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class UnusedVectors {

    private final JdbcClient jdbc;

    UnusedVectors(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Vectors that another transaction refers to at this moment are locked by it and skipped. */
    public void remove(UUID tenantId, List<byte[]> hashes) {
        if (hashes.isEmpty()) {
            return;
        }
        List<byte[]> locked = jdbc.sql("""
                        select content_hash from embedding e
                        where tenant_id = :tenant and content_hash = any (:hashes) and not exists (
                            select from chunk c where c.tenant_id = e.tenant_id
                              and c.model_id = e.model_id and c.content_hash = e.content_hash)
                        order by content_hash for update skip locked""")
                .param("tenant", tenantId)
                .param("hashes", hashes.toArray(byte[][]::new))
                .query((row, n) -> row.getBytes(1))
                .list();
        delete(tenantId, locked);
    }

    /**
     * Waits for whoever refers to one of them at this moment.
     *
     * @return how many were removed
     */
    public int removeWaiting(UUID tenantId, List<byte[]> hashes) {
        jdbc.sql("""
                        select content_hash from embedding
                        where tenant_id = :tenant and content_hash = any (:hashes) order by content_hash for update""")
                .param("tenant", tenantId)
                .param("hashes", hashes.toArray(byte[][]::new))
                .query((row, n) -> row.getBytes(1))
                .list();
        return delete(tenantId, hashes);
    }

    private int delete(UUID tenantId, List<byte[]> hashes) {
        return jdbc.sql("""
                        delete from embedding e
                        where tenant_id = :tenant and content_hash = any (:hashes) and not exists (
                            select from chunk c where c.tenant_id = e.tenant_id
                              and c.model_id = e.model_id and c.content_hash = e.content_hash)""")
                .param("tenant", tenantId)
                .param("hashes", hashes.toArray(byte[][]::new))
                .update();
    }
}
