package io.dromedary.configuration;

import java.util.List;
import java.util.regex.Pattern;
import org.springframework.boot.autoconfigure.amqp.RabbitProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;

/** Where the database and the broker are: texts to Spring Boot, which looks at them only when it connects. */
final class Addresses {

    private static final Pattern DATABASE = Pattern.compile("jdbc:postgresql:\\S+");

    private Addresses() {}

    static void check(Binder binder) {
        binder.bind("spring.datasource.url", String.class).ifBound(Addresses::checkDatabase);
        binder.bind("spring.rabbitmq.addresses", Bindable.listOf(String.class)).ifBound(Addresses::checkBroker);
    }

    private static void checkDatabase(String url) {
        if (!DATABASE.matcher(url).matches()) {
            throw refusal("spring.datasource.url", "jdbc:postgresql://host:5432/database");
        }
    }

    private static void checkBroker(List<String> addresses) {
        try {
            new RabbitProperties().setAddresses(addresses);
        } catch (RuntimeException e) {
            // Its cause would show the address, which may carry a password.
            throw refusal("spring.rabbitmq.addresses", "host:5672 or amqps://host, several joined by commas");
        }
    }

    private static ConfigurationException refusal(String key, String form) {
        return new ConfigurationException("%s must be like %s".formatted(key, form), "See docs/configuration.md.");
    }
}
