package io.dromedary.tenant;

import io.dromedary.audit.Audit;
import io.dromedary.audit.Audit.Kind;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.EmbeddingCost;
import io.dromedary.job.Quota;
import io.dromedary.job.QuotaLimits;
import io.dromedary.job.QuotaUse;
import io.dromedary.ledger.AcrossTenants;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The tenants, for operators. */
@Component
@AcrossTenants
public class Tenants {

    private static final String OPERATOR = "operator";

    private static final String SELECT = """
            select id, name, created_at, weight, max_in_work, document_days,
                   coalesce(embedded.tokens, 0) as tokens, coalesce(embedded.cost, 0) as cost
            from tenant left join lateral (
                select sum(tokens) as tokens, sum(cost) as cost from embedding_use
                where tenant_id = tenant.id and day >= period_start('month')) embedded on true""";

    private final JdbcClient jdbc;
    private final QuotaLimits limits;
    private final Audit audit;

    Tenants(JdbcClient jdbc, QuotaLimits limits, Audit audit) {
        this.jdbc = jdbc;
        this.limits = limits;
        this.audit = audit;
    }

    /**
     * A tenant as operators see it.
     *
     * @param quotas none for a tenant without limits
     * @param documentDays how long its documents live after their latest version came in; null for ever
     * @param embedding in the present month of the UTC calendar
     */
    public record TenantView(
            String name,
            Instant createdAt,
            TenantShare share,
            List<QuotaUse> quotas,
            @Nullable Integer documentDays,
            EmbeddingCost embedding) {}

    /** All tenants by name. */
    public record TenantList(List<TenantView> tenants) {}

    /**
     * Makes a tenant, which has no key yet.
     *
     * @throws Failure.Permanent {@link ErrorCode#TENANT_EXISTS}
     */
    @Transactional
    public TenantView create(NewTenant wish) {
        UUID id = UUID.randomUUID();
        int made = jdbc.sql("insert into tenant (id, name) values (:id, :name) on conflict (name) do nothing")
                .param("id", id)
                .param("name", wish.name())
                .update();
        if (made == 0) {
            throw new Failure.Permanent(ErrorCode.TENANT_EXISTS, "There is a tenant %s already".formatted(wish.name()));
        }
        limits.set(id, wish.quotas());
        audit.record(id, Kind.TENANT, id, "made", OPERATOR);
        return view(id);
    }

    /**
     * Replaces the quotas.
     *
     * @throws Failure.Permanent {@link ErrorCode#NOT_FOUND} for an unknown tenant
     */
    @Transactional
    public TenantView limit(String name, List<Quota> quotas) {
        UUID id = id(name);
        limits.set(id, quotas);
        audit.record(id, Kind.TENANT, id, "limited", OPERATOR);
        return view(id);
    }

    /**
     * Sets how long documents live.
     *
     * @throws Failure.Permanent {@link ErrorCode#NOT_FOUND} for an unknown tenant
     */
    @Transactional
    public TenantView retain(String name, Retention retention) {
        UUID id = id(name);
        jdbc.sql("update tenant set document_days = :days where id = :id")
                .param("days", retention.documentDays(), Types.INTEGER)
                .param("id", id)
                .update();
        audit.record(id, Kind.TENANT, id, "retention_set", OPERATOR);
        return view(id);
    }

    /**
     * Sets the share of the workers, which counts from the next job that is handed out.
     *
     * @throws Failure.Permanent {@link ErrorCode#NOT_FOUND} for an unknown tenant
     */
    @Transactional
    public TenantView share(String name, TenantShare share) {
        UUID id = id(name);
        jdbc.sql("update tenant set weight = :weight, max_in_work = :maxInWork where id = :id")
                .param("id", id)
                .param("weight", share.weight())
                .param("maxInWork", share.maxInWork(), Types.INTEGER)
                .update();
        audit.record(id, Kind.TENANT, id, "share_set", OPERATOR);
        return view(id);
    }

    public TenantList list() {
        Map<UUID, List<QuotaUse>> quotas = limits.byTenant();
        return new TenantList(jdbc.sql(SELECT + " order by name")
                .query((row, n) -> view(row, quotas.getOrDefault(row.getObject("id", UUID.class), List.of())))
                .list());
    }

    private TenantView view(UUID id) {
        return jdbc.sql(SELECT + " where id = :id")
                .param("id", id)
                .query((row, n) -> view(row, limits.of(id)))
                .single();
    }

    private static TenantView view(ResultSet row, List<QuotaUse> quotas) throws SQLException {
        return new TenantView(
                row.getString("name"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                new TenantShare(row.getInt("weight"), row.getObject("max_in_work", Integer.class)),
                quotas,
                row.getObject("document_days", Integer.class),
                new EmbeddingCost(row.getLong("tokens"), row.getBigDecimal("cost")));
    }

    /**
     * The tenant of that name.
     *
     * @throws Failure.Permanent {@link ErrorCode#NOT_FOUND}
     */
    public Tenant require(String name) {
        return new Tenant(id(name), name);
    }

    /** The id of the tenant of that name. */
    UUID id(String name) {
        return jdbc.sql("select id from tenant where name = :name")
                .param("name", name)
                .query(UUID.class)
                .optional()
                .orElseThrow(() -> new Failure.Permanent(ErrorCode.NOT_FOUND, "There is no such tenant"));
    }
}
