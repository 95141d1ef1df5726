package io.dromedary.tls;

import io.dromedary.egress.GuardedPost;
import io.dromedary.provider.ProviderCall;
import io.dromedary.store.S3Clients;
import java.net.URI;
import java.sql.DriverManager;
import java.util.Map;
import java.util.Objects;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.amqp.RabbitAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * Connects with the service's own clients, configured as docs/operations.md says, and tells whether an answer came. A
 * program of its own, so that the JVM's trust store is the one it was started with.
 *
 * <p>Arguments: which client, port, and a file with the certificate authority.
 */
final class Clients {

    private interface Client {
        void connect(int port, String authority) throws Exception;
    }

    private static final Map<String, Client> ALL = Map.of(
            "s3", Clients::s3,
            "amqp", Clients::amqp,
            "postgresql", Clients::postgresql,
            "webhook", (port, authority) -> GuardedPost.send(https(port)),
            "embedding",
                    (port, authority) -> {
                        if (!ProviderCall.isAnswered(https(port))) {
                            throw new IllegalStateException("no answer");
                        }
                    });

    private Clients() {}

    public static void main(String[] arguments) {
        try {
            Objects.requireNonNull(ALL.get(arguments[0])).connect(Integer.parseInt(arguments[1]), arguments[2]);
            System.out.println("answered");
        } catch (Exception e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                System.out.println(cause);
            }
        }
        System.exit(0);
    }

    private static URI https(int port) {
        return URI.create("https://localhost:" + port);
    }

    private static void s3(int port, String authority) {
        try (var client = S3Clients.connect(https(port), null, "access", "a-secret-key")) {
            client.listBuckets();
        }
    }

    private static void amqp(int port, String authority) {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(RabbitAutoConfiguration.class))
                .withPropertyValues(
                        "spring.rabbitmq.addresses=localhost:" + port,
                        "spring.rabbitmq.ssl.enabled=true",
                        "spring.rabbitmq.connection-timeout=5s")
                .run(context -> context.getBean(ConnectionFactory.class)
                        .createConnection()
                        .close());
    }

    private static void postgresql(int port, String authority) throws Exception {
        String url = "jdbc:postgresql://localhost:%d/dromedary?sslmode=verify-full&sslrootcert=%s&loginTimeout=10"
                .formatted(port, authority);
        DriverManager.getConnection(url, "dromedary", "a-password").close();
    }
}
