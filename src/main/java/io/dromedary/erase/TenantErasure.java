package io.dromedary.erase;

import io.dromedary.audit.Audit;
import io.dromedary.audit.Audit.Kind;
import io.dromedary.store.ObjectRemovals;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Erases a tenant with everything it has, in one transaction. It holds the row of the tenant, to which every other row
 * refers: whoever enters something at the same moment waits, and is refused. An upload in progress finds no tenant at
 * its end and removes what it stored.
 */
@Component
class TenantErasure {

    private static final Logger LOG = LoggerFactory.getLogger(TenantErasure.class);

    private final JdbcClient jdbc;
    private final Belongings belongings;
    private final ObjectRemovals removals;
    private final ErasureLedger erasures;
    private final Audit audit;

    TenantErasure(
            JdbcClient jdbc, Belongings belongings, ObjectRemovals removals, ErasureLedger erasures, Audit audit) {
        this.jdbc = jdbc;
        this.belongings = belongings;
        this.removals = removals;
        this.erasures = erasures;
        this.audit = audit;
    }

    /** Null when there is no such tenant. */
    @Transactional
    public @Nullable Erasure erase(String name) {
        UUID tenantId = hold(name);
        if (tenantId == null) {
            return null;
        }
        jdbc.sql("select id from job where tenant_id = :tenant order by id for update")
                .param("tenant", tenantId)
                .query(UUID.class)
                .list();
        Map<String, Long> removed = belongings.ofTenant(tenantId);
        removed.values().removeIf(count -> count == 0);
        belongings.removeOfTenant(tenantId);
        List<String> objects = List.of(tenantId + "/");
        removals.add(tenantId, objects);
        Erasure erasure = new Erasure(
                UUID.randomUUID(),
                tenantId,
                Subject.TENANT,
                tenantId,
                Actor.OPERATOR,
                Instant.EPOCH,
                List.of(),
                objects,
                removed);
        erasures.forgetNames(tenantId);
        erasures.enter(erasure, null);
        audit.record(tenantId, Kind.TENANT, tenantId, "erased", Actor.OPERATOR.code());
        LOG.info("Tenant {} erased: {}", tenantId, removed);
        return erasure;
    }

    private @Nullable UUID hold(String name) {
        return jdbc.sql("select id from tenant where name = :name for update")
                .param("name", name)
                .query(UUID.class)
                .optional()
                .orElse(null);
    }
}
