package io.dromedary.index;

import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

@Configuration(proxyBeanMethods = false)
class IndexConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(IndexConfiguration.class);

    @Bean
    VectorIndex vectorIndex(
            IndexProperties properties,
            VectorColumn column,
            JdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            @Value("${dromedary.roles}") Set<String> roles) {
        boolean approximate = switch (properties.vectors()) {
            case AUTO -> column.isThere();
            case EXACT -> false;
            case PGVECTOR -> true;
        };
        LOG.info("Vectors are found {}", approximate ? "by pgvector" : "by an exact scan in memory");
        return approximate
                ? new PgVectorIndex(JdbcClient.create(jdbc), column, properties, transactions)
                : new ExactVectorIndex(jdbc, transactions, roles.contains("intake"));
    }
}
