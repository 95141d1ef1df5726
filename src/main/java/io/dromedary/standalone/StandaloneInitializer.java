package io.dromedary.standalone;

import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Starts the parts that are not configured, before any bean exists, and tells the rest of the service where they are
 * through the property source {@code standalone}. They stop after every bean is destroyed, and also when the context
 * fails to start.
 */
final class StandaloneInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

    private static final Logger log = LoggerFactory.getLogger(StandaloneInitializer.class);
    private static final String NAME = "standalone";

    /** After the initializers that add properties, such as those of tests. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        ConfigurableEnvironment environment = context.getEnvironment();
        Set<Part> missing = Part.missingFrom(environment);
        if (missing.isEmpty()) {
            return;
        }
        var binder = Binder.get(environment);
        var properties = binder.bindOrCreate(
                StandaloneProperties.PREFIX,
                Bindable.of(StandaloneProperties.class),
                new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter()));
        requireEnabled(properties, missing);
        requireConsistent(environment, missing);
        var directory = DataDirectory.open(
                Path.of(binder.bind("dromedary.data-dir", String.class).orElse("data")));
        log.info("Standalone: data in {}", directory.path());
        for (Part part : Part.values()) {
            part.configuredBy(environment)
                    .ifPresent(name -> log.info("Not started, because {} is set: embedded {}", name, part.title()));
        }
        var servers = StandaloneServers.start(directory, missing, properties.startTimeout());
        closeWith(context, servers);
        environment.getPropertySources().addLast(new MapPropertySource(NAME, servers.properties()));
    }

    private static void requireEnabled(StandaloneProperties properties, Set<Part> missing) {
        if (!properties.enabled()) {
            throw new StandaloneException(
                    missing.stream().map(Part::address).collect(Collectors.joining(", "))
                            + " must be set, because standalone mode is off",
                    "Set what is missing, or dromedary.standalone.enabled to true.");
        }
    }

    private static void requireConsistent(ConfigurableEnvironment environment, Set<Part> missing) {
        for (Part part : missing) {
            part.strandedProperty(environment).ifPresent(name -> {
                throw new StandaloneException(
                        "%s is set, but %s is not".formatted(name, part.address()),
                        "Set both to use a %s of yours, or neither to have one started.".formatted(part.title()));
            });
        }
    }

    /** Beans are destroyed in the reverse order of their registration, so this one comes first. */
    private static void closeWith(ConfigurableApplicationContext context, StandaloneServers servers) {
        DisposableBean closer = servers::close;
        ((DefaultSingletonBeanRegistry) context.getBeanFactory()).registerDisposableBean(NAME, closer);
        // A context that fails before its refresh destroys no beans.
        ApplicationListener<ApplicationFailedEvent> failure = event -> servers.close();
        context.addApplicationListener(failure);
    }
}
