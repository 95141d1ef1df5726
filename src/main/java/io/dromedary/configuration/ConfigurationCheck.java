package io.dromedary.configuration;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.autoconfigure.amqp.RabbitProperties;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

/**
 * Binds every record of properties before any bean or server exists, so that a mistake ends the start within seconds
 * instead of somewhere in the middle. The beans bind them again; nothing is kept here.
 */
final class ConfigurationCheck implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

    /** Those of Spring Boot that say where the parts are and who may reach this one. */
    private static final Map<String, Class<?>> OF_SPRING_BOOT = Map.of(
            "server", ServerProperties.class,
            "management.server", ManagementServerProperties.class,
            "spring.datasource", DataSourceProperties.class,
            "spring.rabbitmq", RabbitProperties.class);

    /** After the initializers that add properties, before the one that starts servers. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE - 1;
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        check(context.getEnvironment());
    }

    /** @throws ConfigurationException for the first key that cannot be used */
    static void check(ConfigurableEnvironment environment) {
        Binder binder = Binder.get(environment);
        try (var validator = new LocalValidatorFactoryBean()) {
            validator.afterPropertiesSet();
            ours().forEach((prefix, type) -> bind(binder, prefix, type, handler(type, validator)));
            Addresses.check(binder);
            OF_SPRING_BOOT.forEach((prefix, type) -> bind(binder, prefix, type, BindHandler.DEFAULT));
        }
    }

    private static void bind(Binder binder, String prefix, Class<?> type, BindHandler handler) {
        try {
            binder.bindOrCreate(prefix, Bindable.of(type), handler);
        } catch (BindException e) {
            throw new ConfigurationException(BindProblem.of(e), "See docs/configuration.md.", e);
        }
    }

    private static BindHandler handler(Class<?> type, LocalValidatorFactoryBean validator) {
        BindHandler known = properties(type).ignoreUnknownFields()
                ? BindHandler.DEFAULT
                : new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter());
        return new ValidationBindHandler(known, validator);
    }

    /** The records of this program by their prefixes. */
    static Map<String, Class<?>> ours() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        Map<String, Class<?>> found = new LinkedHashMap<>();
        for (BeanDefinition candidate : scanner.findCandidateComponents("io.dromedary")) {
            Class<?> type = ClassUtils.resolveClassName(Objects.requireNonNull(candidate.getBeanClassName()), null);
            found.put(properties(type).prefix(), type);
        }
        return found;
    }

    private static ConfigurationProperties properties(Class<?> type) {
        return Objects.requireNonNull(type.getAnnotation(ConfigurationProperties.class));
    }
}
