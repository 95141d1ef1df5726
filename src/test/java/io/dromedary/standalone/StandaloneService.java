package io.dromedary.standalone;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A service without beans of its own, in this process or, by {@link #main}, in another. */
final class StandaloneService implements AutoCloseable {

    final GenericApplicationContext context;

    private StandaloneService(GenericApplicationContext context) {
        this.context = context;
    }

    static StandaloneService start(Path data) {
        return start(data, Map.of());
    }

    static StandaloneService start(Path data, Map<String, Object> configuration) {
        var context = new GenericApplicationContext();
        var properties = new HashMap<>(configuration);
        properties.put("dromedary.data-dir", data.toString());
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
        new StandaloneInitializer().initialize(context);
        context.refresh();
        return new StandaloneService(context);
    }

    String property(String name) {
        return context.getEnvironment().getRequiredProperty(name);
    }

    boolean has(String name) {
        return context.getEnvironment().containsProperty(name);
    }

    Connection database() throws SQLException {
        return DriverManager.getConnection(
                property("spring.datasource.url"),
                property("spring.datasource.username"),
                property("spring.datasource.password"));
    }

    /** The first column of the first row. */
    String query(String sql) throws SQLException {
        try (var connection = database();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    ConnectionFactory broker() {
        var address = URI.create("amqp://" + property("spring.rabbitmq.addresses"));
        var factory = new ConnectionFactory();
        factory.setHost(address.getHost());
        factory.setPort(address.getPort());
        factory.setUsername(property("spring.rabbitmq.username"));
        factory.setPassword(property("spring.rabbitmq.password"));
        return factory;
    }

    S3Client store() {
        return store(property("dromedary.store.secret-key"));
    }

    S3Client store(String secret) {
        return S3Client.builder()
                .endpointOverride(URI.create(property("dromedary.store.endpoint")))
                .region(Region.of(property("dromedary.store.region")))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(property("dromedary.store.access-key"), secret)))
                .forcePathStyle(true)
                .build();
    }

    @Override
    public void close() {
        context.close();
    }

    /** Starts a service on the directory, says {@code ready}, and runs until its input ends. */
    public static void main(String[] arguments) throws IOException {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        try (var service = start(Path.of(arguments[0]))) {
            System.out.println("ready " + service.property("spring.datasource.url"));
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }

    /** That service in a process of its own, its output readable. */
    static Process inAnotherProcess(Path data) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StandaloneService.class.getName(),
                        data.toString()))
                .redirectErrorStream(true)
                .start();
    }
}
