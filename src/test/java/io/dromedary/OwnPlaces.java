package io.dromedary;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.MapPropertySource;

/**
 * Gives the context a schema, a queue, a bucket and a directory that nobody else uses, so that the tests may count on
 * them wherever the servers are.
 */
@Order(Ordered.HIGHEST_PRECEDENCE) // Before the servers of standalone mode ask for the directory.
public class OwnPlaces implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        String name = "it" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "own places",
                        Map.of(
                                "dromedary.data-dir", directory(),
                                "dromedary.dispatch.queue", name,
                                "dromedary.store.bucket", name,
                                // Camel knows its servlets by name in the whole JVM, which runs other services too.
                                "camel.servlet.mapping.servlet-name", name,
                                "camel.component.servlet.servlet-name", name,
                                "spring.flyway.schemas", name,
                                "spring.datasource.hikari.schema", name)));
    }

    private static String directory() {
        try {
            return Files.createTempDirectory("dromedary").toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
