package io.dromedary.index;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

@Configuration(proxyBeanMethods = false)
class IndexConfiguration {

    @Bean
    VectorIndex vectorIndex(JdbcClient jdbc, EmbeddingSpace space, PlatformTransactionManager transactions) {
        return new ExactVectorIndex(jdbc, space, transactions);
    }
}
