package io.dromedary.job;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What operators set and see of the quotas. */
@Component
public class QuotaLimits {

    private static final String USES = """
            select tenant_id, resource, period, allowed,
                   case when starts_on < period_start(period) then 0 else used end as used,
                   period_end(period) as resets_at
            from quota""";

    private final JdbcClient jdbc;

    QuotaLimits(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Makes these the only quotas of the tenant. One that was there before keeps its count; a new one begins to count
     * now; one that is gone forgets.
     */
    @Transactional
    public void set(UUID tenantId, List<Quota> quotas) {
        lock(tenantId);
        List<String> kept = quotas.stream().map(QuotaLimits::name).toList();
        jdbc.sql("delete from quota where tenant_id = :tenant and resource || ' ' || period not in (:kept)")
                .param("tenant", tenantId)
                .param("kept", kept.isEmpty() ? List.of("") : kept)
                .update();
        quotas.forEach(quota -> set(tenantId, quota));
    }

    private static String name(Quota quota) {
        return quota.resource().code() + " " + quota.period().code();
    }

    /** In the order in which jobs lock them. */
    private void lock(UUID tenantId) {
        jdbc.sql("select resource from quota where tenant_id = :tenant order by resource, period for update")
                .param("tenant", tenantId)
                .query(String.class)
                .list();
    }

    private void set(UUID tenantId, Quota quota) {
        jdbc.sql("""
                        insert into quota (tenant_id, resource, period, allowed, starts_on)
                        values (:tenant, :resource, :period, :allowed, period_start(:period))
                        on conflict (tenant_id, resource, period) do update set allowed = excluded.allowed""")
                .param("tenant", tenantId)
                .param("resource", quota.resource().code())
                .param("period", quota.period().code())
                .param("allowed", quota.limit())
                .update();
    }

    public List<QuotaUse> of(UUID tenantId) {
        return jdbc.sql(USES + " where tenant_id = :tenant order by resource, period")
                .param("tenant", tenantId)
                .query((row, n) -> use(row))
                .list();
    }

    /** Every tenant's that has some. */
    public Map<UUID, List<QuotaUse>> byTenant() {
        record Row(UUID tenantId, QuotaUse use) {}
        return jdbc
                .sql(USES + " order by resource, period")
                .query((row, n) -> new Row(row.getObject("tenant_id", UUID.class), use(row)))
                .stream()
                .collect(groupingBy(Row::tenantId, mapping(Row::use, toList())));
    }

    private static QuotaUse use(ResultSet row) throws SQLException {
        return new QuotaUse(
                Quota.Resource.of(row.getString("resource")),
                Quota.Period.of(row.getString("period")),
                row.getLong("allowed"),
                row.getLong("used"),
                row.getObject("resets_at", OffsetDateTime.class).toInstant());
    }
}
