package io.dromedary.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.Ledger;
import io.dromedary.WithLedger;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Statements that forget the tenant, sent by the role of the service, which owns the tables. */
@WithLedger
class TenantWallIT {

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private Ledger ledger;

    private UUID tenant;

    @BeforeEach
    void newTenantWithAJob() {
        tenant = ledger.newTenant();
        ledger.newClaim(tenant);
    }

    @Test
    void everyTableWithRowsOfTenantsHasTheWallForItsOwnerToo() {
        List<String> open = jdbc.sql("""
                        select c.relname from pg_class c
                        where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
                          and c.relname not in ('flyway_schema_history', 'embedding_model', 'source_claim', 'provider_line',
                                                'receipt_key', 'audit_link', 'audit_pending', 'dead_message',
                                                'watch_round', 'stray_object', 'generation')
                          and not (c.relrowsecurity and c.relforcerowsecurity
                                   and exists (select from pg_policy where polrelid = c.oid))""").query(String.class).list();

        assertThat(open).isEmpty();
        assertThat(walledTables()).contains("tenant", "api_key", "document", "job", "chunk", "embedding", "quota");
    }

    @Test
    void theRoleOfTheServiceOwnsTheTablesAndCannotBypassTheWall() {
        assertThat(jdbc.sql("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
                        .query(Boolean.class)
                        .single())
                .isFalse();
        assertThat(jdbc.sql(
                                "select bool_and(tableowner = current_user) from pg_tables where schemaname = current_schema()")
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void whoeverNamesNoTenantSeesNothing() {
        assertThat(walledTables())
                .allSatisfy(table ->
                        assertThat(asNobody(() -> count(table))).as(table).isZero());
    }

    @Test
    void aTenantSeesItsOwnRowsOnly() {
        UUID other = ledger.newTenant();

        assertThat(walledTables()).allSatisfy(table -> {
            assertThat(as(other, () -> count(table))).as(table).isEqualTo(table.equals("tenant") ? 1 : 0);
            assertThat(as(tenant, () -> count(table))).as(table).isEqualTo(countOf(tenant, table));
        });
        assertThat(as(tenant, () -> count("job"))).isOne();
    }

    @Test
    void aTenantChangesAndRemovesNothingOfAnother() {
        UUID other = ledger.newTenant();

        assertThat(as(other, () -> jdbc.sql("update job set priority = 0").update()))
                .isZero();
        assertThat(as(other, () -> jdbc.sql("delete from document").update())).isZero();
        assertThatThrownBy(() -> as(
                        other,
                        () -> jdbc.sql("insert into document (id, tenant_id, latest_version) values (:id, :tenant, 1)")
                                .param("id", UUID.randomUUID())
                                .param("tenant", tenant)
                                .update()))
                .isInstanceOf(DataAccessException.class)
                .hasRootCauseMessage("ERROR: new row violates row-level security policy for table \"document\"");
    }

    @Test
    void aConnectionThatComesBackFromAFailureStillServesNobodyElse() {
        UUID other = ledger.newTenant();
        int wrong = 0;
        for (int i = 0; i < 1_000; i++) {
            UUID inner = i % 2 == 0 ? tenant : other;
            assertThatThrownBy(() -> as(
                            inner,
                            () -> transaction.execute(status -> {
                                count("job");
                                return jdbc.sql("select 1 / 0")
                                        .query(Integer.class)
                                        .single();
                            })))
                    .isInstanceOf(DataAccessException.class);
            if (asNobody(() -> count("job")) != 0
                    || as(other, () -> count("job")) != 0
                    || as(tenant, () -> count("job")) != 1) {
                wrong++;
            }
        }

        System.out.printf("Row-level security: attempts 1000, rows of others visible %d%n", wrong);
        assertThat(wrong).isZero();
    }

    @Test
    void aScopeEndsWhereItBegan() {
        UUID other = ledger.newTenant();

        long inside = as(tenant, () -> {
            assertThat(as(other, () -> count("job"))).isZero();
            return count("job");
        });

        assertThat(inside).isOne();
    }

    private List<String> walledTables() {
        return jdbc.sql("""
                        select relname from pg_class
                        where relnamespace = current_schema()::regnamespace and relforcerowsecurity order by relname""").query(String.class).list();
    }

    private long count(String table) {
        return jdbc.sql("select count(*) from " + table).query(Long.class).single();
    }

    private long countOf(UUID tenant, String table) {
        String column = table.equals("tenant") ? "id" : "tenant_id";
        return jdbc.sql("select count(*) from " + table + " where " + column + " = :tenant")
                .param("tenant", tenant)
                .query(Long.class)
                .single();
    }

    private static <T> T as(UUID tenant, Supplier<T> action) {
        return LedgerScope.ofTenant(tenant, action::get);
    }

    private static <T> T asNobody(Supplier<T> action) {
        return LedgerScope.ofNobody(action::get);
    }
}
