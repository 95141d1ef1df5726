package io.dromedary;

import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;

/** Another intake beside that of the test, on the same database and object store, which knows nothing of the first. */
public final class SecondProcess implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    public SecondProcess(ConfigurableEnvironment first) {
        Map<String, Object> properties = new TreeMap<>();
        for (String source : new String[] {"standalone", "own places"}) {
            PropertySource<?> known = first.getPropertySources().get(source);
            if (known instanceof MapPropertySource map) {
                properties.putAll(map.getSource());
            }
        }
        properties.putAll(Map.of(
                "dromedary.roles",
                "intake",
                "dromedary.api-key",
                Caller.KEY,
                "dromedary.rate.requests-per-minute",
                1_000_000,
                "server.port",
                0,
                "management.server.port",
                0,
                "camel.servlet.mapping.servlet-name",
                "SecondProcess",
                "camel.component.servlet.servlet-name",
                "SecondProcess"));
        this.context = new SpringApplicationBuilder(Dromedary.class, StoredObjects.class)
                .initializers(new First(properties))
                .run();
    }

    /** Before the servers of standalone mode ask what is there already. */
    private record First(Map<String, Object> properties)
            implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

        @Override
        public int getOrder() {
            return HIGHEST_PRECEDENCE;
        }

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("the same", properties));
        }
    }

    public int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    public int stored() {
        return context.getBean(StoredObjects.class).begun();
    }

    @Override
    public void close() {
        context.close();
    }
}
