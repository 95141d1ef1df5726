package io.dromedary.index;

import io.dromedary.AcrossTenantsInTests;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcClientAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.autoconfigure.transaction.TransactionAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.test.context.ContextConfiguration;

/**
 * A test of the index alone, on a PostgreSQL with pgvector that the environment names; .ci/pgvector starts one. It may
 * be one that has a single session, as PGlite.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(classes = WithPgVector.Beans.class, webEnvironment = SpringBootTest.WebEnvironment.NONE)
@ContextConfiguration(initializers = PgVectorDatabase.class)
@ExtendWith(AcrossTenantsInTests.class)
@EnabledIfEnvironmentVariable(
        named = PgVectorDatabase.VARIABLE,
        matches = ".+",
        disabledReason = "no database with pgvector is named")
@interface WithPgVector {

    /** The beans that read and write vectors, without the rest of the service. */
    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        FlywayAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class,
        JdbcClientAutoConfiguration.class,
        DataSourceTransactionManagerAutoConfiguration.class,
        TransactionAutoConfiguration.class,
        AopAutoConfiguration.class
    })
    @ComponentScan(
            basePackages = {"io.dromedary.ledger", "io.dromedary.index"},
            excludeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = IndexConfiguration.class))
    class Beans {}
}
