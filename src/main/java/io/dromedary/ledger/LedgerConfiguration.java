package io.dromedary.ledger;

import javax.sql.DataSource;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.support.ComposablePointcut;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.Ordered;

@Configuration(proxyBeanMethods = false)
class LedgerConfiguration {

    @Bean
    static BeanPostProcessor scopedDataSource() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String beanName) {
                return bean instanceof DataSource pool ? new ScopedDataSource(pool) : bean;
            }
        };
    }

    /** Around the transaction, which borrows the connection. */
    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static DefaultPointcutAdvisor acrossTenants() {
        MethodInterceptor advice = call -> LedgerScope.ofAllTenants(call::proceed);
        ComposablePointcut marked = new ComposablePointcut(
                        AnnotationMatchingPointcut.forClassAnnotation(AcrossTenants.class))
                .union(AnnotationMatchingPointcut.forMethodAnnotation(AcrossTenants.class));
        DefaultPointcutAdvisor advisor = new DefaultPointcutAdvisor(marked, advice);
        advisor.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return advisor;
    }

    /** Migrations change what belongs to all. */
    @Bean
    static FlywayMigrationStrategy migrateAcrossTenants() {
        return flyway -> LedgerScope.ofAllTenants(flyway::migrate);
    }
}
