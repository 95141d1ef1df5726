package io.dromedary.index;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class IndexConfiguration {

    @Bean
    VectorIndex vectorIndex(JdbcClient jdbc, EmbeddingSpace space) {
        return new ExactVectorIndex(jdbc, space);
    }
}
