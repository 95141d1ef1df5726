package io.dromedary.faults;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import io.dromedary.FaultyWire;
import io.dromedary.standalone.ObjectStoreProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A RabbitMQ, a PostgreSQL and an S3 server of our own, each behind a wire that can fail. */
final class Services {

    static final String BUCKET = "dromedary";

    private static final String SCRIPT =
            Path.of(".ci", "real-services").toAbsolutePath().toString();
    private static final String ACCESS_KEY = "faults";
    private static final String SECRET_KEY = "faults-secret-key";

    private final Path folder;
    private final Properties settings = new Properties();
    private final Process objectStore;
    private final int objectStorePort;
    private final FaultyWire broker;
    private final FaultyWire database;
    private final FaultyWire store;

    private Services(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        startServers();
        objectStorePort = freePort();
        objectStore = startObjectStore();
        broker = wire(settings.getProperty("SPRING_RABBITMQ_ADDRESSES"));
        database = wire(databaseUri().getAuthority());
        store = wire("127.0.0.1:" + objectStorePort);
    }

    /** @param folder that the users of both servers may enter */
    static Services start(Path folder) throws IOException, InterruptedException {
        return new Services(folder);
    }

    private static FaultyWire wire(String address) throws IOException {
        return new FaultyWire(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), Integer.parseInt(address.substring(address.indexOf(':') + 1))));
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Starts RabbitMQ and PostgreSQL, or that one of them which has ended. */
    void startServers() throws IOException, InterruptedException {
        Shell.run(List.of(SCRIPT, "start", folder.toString()));
        try (var reader = Files.newBufferedReader(folder.resolve("env"))) {
            settings.load(reader);
        }
    }

    private Process startObjectStore() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ObjectStoreProcess.class.getName(),
                        folder.resolve("objects").toString(),
                        String.valueOf(objectStorePort),
                        ACCESS_KEY,
                        SECRET_KEY)
                .redirectError(folder.resolve("objects.log").toFile())
                .start();
        var output = process.inputReader();
        for (String line = output.readLine(); !"ready".equals(line); line = output.readLine()) {
            if (line == null) {
                throw new IOException("The S3 server did not start, see " + folder.resolve("objects.log"));
            }
        }
        return process;
    }

    private URI databaseUri() {
        return URI.create(settings.getProperty("SPRING_DATASOURCE_URL").substring("jdbc:".length()));
    }

    /** What leads a process of the service to the servers, through the wires. */
    Map<String, String> environment() {
        return Map.of(
                "SPRING_RABBITMQ_ADDRESSES",
                "127.0.0.1:" + broker.port(),
                "SPRING_RABBITMQ_USERNAME",
                settings.getProperty("SPRING_RABBITMQ_USERNAME"),
                "SPRING_RABBITMQ_PASSWORD",
                settings.getProperty("SPRING_RABBITMQ_PASSWORD"),
                "SPRING_DATASOURCE_URL",
                "jdbc:postgresql://127.0.0.1:%d/dromedary".formatted(database.port()),
                "SPRING_DATASOURCE_USERNAME",
                settings.getProperty("SPRING_DATASOURCE_USERNAME"),
                "SPRING_DATASOURCE_PASSWORD",
                settings.getProperty("SPRING_DATASOURCE_PASSWORD"),
                "DROMEDARY_STORE_ENDPOINT",
                "http://127.0.0.1:" + store.port(),
                "DROMEDARY_STORE_ACCESS_KEY",
                ACCESS_KEY,
                "DROMEDARY_STORE_SECRET_KEY",
                SECRET_KEY,
                "DROMEDARY_STORE_BUCKET",
                BUCKET);
    }

    FaultyWire broker() {
        return broker;
    }

    FaultyWire database() {
        return database;
    }

    FaultyWire store() {
        return store;
    }

    /** The ledger, past the wire; rows of all tenants are seen. */
    JdbcClient ledger() {
        return JdbcClient.create(new DriverManagerDataSource(
                ledgerUrl(),
                settings.getProperty("SPRING_DATASOURCE_USERNAME"),
                settings.getProperty("SPRING_DATASOURCE_PASSWORD")));
    }

    /** Likewise, for whoever asks all the time while the database is well. */
    SingleConnectionDataSource connection() {
        return new SingleConnectionDataSource(
                ledgerUrl(),
                settings.getProperty("SPRING_DATASOURCE_USERNAME"),
                settings.getProperty("SPRING_DATASOURCE_PASSWORD"),
                true);
    }

    private String ledgerUrl() {
        return settings.getProperty("SPRING_DATASOURCE_URL") + "?options=-c%20dromedary.tenant=*";
    }

    /** The keys of all objects, past the wire. */
    Set<String> objects() {
        try (S3Client s3 = S3Client.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + objectStorePort))
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
                .forcePathStyle(true)
                .build()) {
            return s3.listObjectsV2Paginator(request -> request.bucket(BUCKET)).contents().stream()
                    .map(S3Object::key)
                    .collect(Collectors.toSet());
        }
    }

    String rabbitmqctl(String... arguments) throws IOException, InterruptedException {
        return script("rabbitmqctl", arguments);
    }

    /** Restarts PostgreSQL as after a crash: nothing is written down, every connection breaks. */
    void crashDatabase() throws IOException, InterruptedException {
        script("pg_ctl", "restart", "-m", "immediate", "-w");
    }

    /** As the superuser of the database server. */
    void psql(String statement) throws IOException, InterruptedException {
        script("psql", "-c", statement);
    }

    private String script(String command, String... arguments) throws IOException, InterruptedException {
        var all = new ArrayList<>(List.of(SCRIPT, command, folder.toString()));
        all.addAll(List.of(arguments));
        return Shell.run(all);
    }

    /** Publishes past the wire; when it returns the broker has confirmed all of them. */
    void publish(String queue, List<byte[]> messages) throws Exception {
        try (Connection connection = brokerClient().newConnection();
                Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            for (byte[] message : messages) {
                channel.basicPublish("", queue, MessageProperties.PERSISTENT_TEXT_PLAIN, message);
            }
            channel.waitForConfirmsOrDie(60_000);
        }
    }

    private ConnectionFactory brokerClient() {
        var factory = new ConnectionFactory();
        var address = URI.create("amqp://" + settings.getProperty("SPRING_RABBITMQ_ADDRESSES"));
        factory.setHost(address.getHost());
        factory.setPort(address.getPort());
        factory.setUsername(settings.getProperty("SPRING_RABBITMQ_USERNAME"));
        factory.setPassword(settings.getProperty("SPRING_RABBITMQ_PASSWORD"));
        return factory;
    }

    /** Messages of a queue, those that a consumer holds included. */
    int messages(String queue) throws IOException, InterruptedException {
        return rabbitmqctl("list_queues", "--no-table-headers", "name", "messages")
                .lines()
                .map(line -> line.split("\\s+", -1))
                .filter(line -> line[0].equals(queue))
                .mapToInt(line -> Integer.parseInt(line[1]))
                .sum();
    }

    /** Ends the broker as {@code kill -9} does. */
    void killBroker() throws IOException {
        long pid =
                Long.parseLong(Files.readString(folder.resolve("rabbitmq.pid")).split("\\s", -1)[0]);
        ProcessHandle.of(pid).ifPresent(beam -> {
            beam.destroyForcibly();
            beam.onExit().join();
        });
    }

    void close() throws IOException, InterruptedException {
        broker.close();
        database.close();
        store.close();
        objectStore.destroyForcibly();
        Shell.run(List.of(SCRIPT, "stop", folder.toString()));
    }
}
