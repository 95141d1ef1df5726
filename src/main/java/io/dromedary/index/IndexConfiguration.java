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
            EmbeddingSpace space,
            PlatformTransactionManager transactions,
            @Value("${dromedary.roles}") Set<String> roles) {
        boolean approximate = switch (properties.vectors()) {
            case AUTO -> column.isThere();
            case EXACT -> false;
            case PGVECTOR -> true;
        };
        LOG.info("Vectors are found {}", approximate ? "by pgvector" : "by an exact scan in memory");
        if (approximate) {
            column.index(space);
            return new PgVectorIndex(JdbcClient.create(jdbc), column, space, properties, transactions);
        }
        ExactVectorIndex index = new ExactVectorIndex(jdbc, space, transactions);
        if (roles.contains("intake")) {
            index.load();
        }
        return index;
    }
}
