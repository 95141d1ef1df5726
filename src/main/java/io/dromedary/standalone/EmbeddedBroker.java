package io.dromedary.standalone;

import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.apache.qpid.server.SystemLauncher;
import org.apache.qpid.server.SystemLauncherListener.DefaultSystemLauncherListener;
import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.BrokerImpl;
import org.apache.qpid.server.model.SystemConfig;
import org.jspecify.annotations.Nullable;

/**
 * An AMQP 0-9-1 broker in this process: Apache Qpid Broker-J, its durable queues and persistent messages in a Derby
 * database, which survives {@code kill -9}. It takes the queue arguments of RabbitMQ and of Qpid and ignores those it
 * does not know. Its configuration is {@code broker.json}, read at every start.
 */
final class EmbeddedBroker implements EmbeddedServer {

    private static final String USER = "dromedary";

    private final DataDirectory directory;
    private final Keepsakes keepsakes;
    private final Launch launch = new Launch();
    private final SystemLauncher launcher = new SystemLauncher(launch);
    private volatile boolean running;

    EmbeddedBroker(DataDirectory directory, Keepsakes keepsakes) {
        this.directory = directory;
        this.keepsakes = keepsakes;
    }

    @Override
    public Started start() throws Exception {
        Path work = directory.folder("broker");
        int port = keepsakes.port("broker");
        String password = keepsakes.secret("broker");
        running = true;
        launcher.startup(Map.of(
                "type", "Memory",
                "startupLoggedToSystemOut", false,
                "initialConfigurationLocation", resource("broker.json"),
                // Its default has a protocol of the broker's own, which is unknown inside an executable jar.
                "initialSystemPropertiesLocation", resource("broker.properties"),
                "context",
                        Map.of(
                                "qpid.work_dir", work.toString(),
                                "dromedary.host", HOST,
                                "dromedary.port", Integer.toString(port),
                                "dromedary.user", USER,
                                "dromedary.password", password)));
        if (launch.error != null) {
            throw launch.error;
        }
        keepUntilClosed(launch.broker());
        return new Started(
                "AMQP broker (Qpid %s) on %s:%d"
                        .formatted(SystemLauncher.class.getPackage().getImplementationVersion(), HOST, port),
                Map.of(
                        "spring.rabbitmq.addresses", HOST + ":" + port,
                        "spring.rabbitmq.username", USER,
                        "spring.rabbitmq.password", password));
    }

    /**
     * Takes the broker's own shutdown hook away: it would stop the broker under the workers while they still finish.
     * The broker offers no other way than its field.
     */
    private static void keepUntilClosed(Broker<?> broker) throws ReflectiveOperationException {
        Field hook = BrokerImpl.class.getDeclaredField("_shutdownHook");
        hook.setAccessible(true);
        Runtime.getRuntime().removeShutdownHook((Thread) hook.get(broker));
    }

    private static String resource(String name) {
        return Objects.requireNonNull(EmbeddedBroker.class.getResource(name)).toString();
    }

    @Override
    public void close() {
        if (running) {
            running = false;
            launcher.shutdown();
        }
    }

    /** The launcher tells a listener what it started, or why it failed, and then returns as if it had not. */
    private static final class Launch extends DefaultSystemLauncherListener {

        private volatile @Nullable RuntimeException error;
        private volatile @Nullable SystemConfig<?> system;

        Broker<?> broker() {
            return (Broker<?>)
                    Objects.requireNonNull(Objects.requireNonNull(system).getContainer());
        }

        @Override
        public void onContainerResolve(SystemConfig<?> systemConfig) {
            system = systemConfig;
        }

        @Override
        public void errorOnStartup(RuntimeException e) {
            error = error == null ? e : error;
        }
    }
}
