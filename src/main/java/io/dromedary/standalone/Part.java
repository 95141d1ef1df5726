package io.dromedary.standalone;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** The parts that standalone mode can start, each with the properties by which a configured one replaces it. */
enum Part {
    BROKER(
            "broker",
            List.of("spring.rabbitmq.addresses", "spring.rabbitmq.host"),
            List.of("spring.rabbitmq.port", "spring.rabbitmq.username", "spring.rabbitmq.password")),
    DATABASE(
            "database",
            List.of("spring.datasource.url"),
            List.of("spring.datasource.username", "spring.datasource.password")),
    OBJECT_STORE(
            "object store",
            List.of("dromedary.store.endpoint", "dromedary.store.region"),
            List.of("dromedary.store.access-key", "dromedary.store.secret-key"));

    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // What List.of returns cannot be changed.
    private final List<String> addresses;

    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> companions;

    Part(String title, List<String> addresses, List<String> companions) {
        this.title = title;
        this.addresses = addresses;
        this.companions = companions;
    }

    String title() {
        return title;
    }

    /** The first property that configures this part; the one to name when it is missing. */
    String address() {
        return addresses.get(0);
    }

    /** The property that says where to find this part, if it is configured. */
    Optional<String> configuredBy(Environment environment) {
        return firstSet(environment, addresses);
    }

    /** A property that makes sense only beside {@link #configuredBy} and is set without it. */
    Optional<String> strandedProperty(Environment environment) {
        return configuredBy(environment).isPresent() ? Optional.empty() : firstSet(environment, companions);
    }

    /** The parts that are not configured. */
    static Set<Part> missingFrom(Environment environment) {
        Set<Part> missing = EnumSet.allOf(Part.class);
        missing.removeIf(part -> part.configuredBy(environment).isPresent());
        return missing;
    }

    private static Optional<String> firstSet(Environment environment, List<String> names) {
        var binder = Binder.get(environment);
        return names.stream()
                .filter(name -> binder.bind(name, String.class)
                        .map(value -> !value.isBlank())
                        .orElse(false))
                .findFirst();
    }
}
