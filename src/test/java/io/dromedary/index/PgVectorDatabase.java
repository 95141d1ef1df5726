package io.dromedary.index;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.MapPropertySource;

/**
 * Prepares the database as its administrator would: the extension created by a superuser, and a role for the service
 * that is none. Tables go to a schema that nobody else uses.
 */
@Order(Ordered.HIGHEST_PRECEDENCE) // Before standalone mode would start a database.
class PgVectorDatabase implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    /** A JDBC URL with a superuser's name and password. */
    static final String VARIABLE = "DROMEDARY_TEST_PGVECTOR_URL";

    private static final String ROLE = "dromedary_of_tests";

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        String url = System.getenv(VARIABLE);
        String schema = "it" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
        prepare(url);
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "a database with pgvector",
                        Map.of(
                                "spring.datasource.url",
                                url,
                                "spring.datasource.hikari.connection-init-sql",
                                "set role " + ROLE,
                                "spring.datasource.hikari.maximum-pool-size",
                                "8",
                                "spring.datasource.hikari.schema",
                                schema,
                                "spring.flyway.schemas",
                                schema,
                                // Two transactions at a time are one too many for PGlite.
                                "spring.flyway.postgresql.transactional-lock",
                                "false",
                                // Nobody asks for them, so nobody should start them.
                                "spring.rabbitmq.addresses",
                                "127.0.0.1:1",
                                "dromedary.store.endpoint",
                                "http://127.0.0.1:1")));
    }

    private static void prepare(String url) {
        try (Connection superuser = DriverManager.getConnection(url);
                Statement statement = superuser.createStatement()) {
            statement.execute("reset role");
            statement.execute("create extension if not exists vector with schema public");
            statement.execute("""
                    do $$ begin
                        if not exists (select from pg_roles where rolname = '%s') then
                            create role %s;
                        end if;
                        execute format('grant create on database %%I to %s', current_database());
                    end $$""".formatted(ROLE, ROLE, ROLE));
        } catch (SQLException e) {
            throw new IllegalStateException("The database of " + VARIABLE + " cannot be used", e);
        }
    }
}
