package io.dromedary.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.rabbitmq.client.MessageProperties;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.core.sync.RequestBody;

/** What stays of a standalone service when it stops, and what must not. All tests share one data directory. */
@Tag("standalone")
class StandaloneRestartIT {

    @TempDir
    static Path data;

    @Test
    void aSecondStartKeepsRowMessageObjectAndPorts() throws Exception {
        var before = new HashMap<String, Object>();
        try (var service = StandaloneService.start(data)) {
            before.putAll(standaloneProperties(service));
            try (var connection = service.database();
                    var statement = connection.createStatement()) {
                statement.execute("create table kept as select 'row' as what");
            }
            try (var connection = service.broker().newConnection();
                    var channel = connection.createChannel()) {
                channel.confirmSelect();
                channel.queueDeclare("kept", true, false, false, Map.of("x-max-priority", 9, "x-qpid-priorities", 10));
                channel.basicPublish("", "kept", MessageProperties.PERSISTENT_BASIC, bytes("message"));
                channel.waitForConfirmsOrDie(TimeUnit.SECONDS.toMillis(10));
            }
            try (var store = service.store()) {
                store.createBucket(bucket -> bucket.bucket("kept"));
                store.putObject(object -> object.bucket("kept").key("a/b"), RequestBody.fromString("object"));
            }
        }
        try (var service = StandaloneService.start(data)) {
            assertThat(standaloneProperties(service)).isEqualTo(before);
            assertThat(service.query("select what from kept")).isEqualTo("row");
            try (var connection = service.broker().newConnection();
                    var channel = connection.createChannel()) {
                assertThat(channel.basicGet("kept", true).getBody()).isEqualTo(bytes("message"));
            }
            try (var store = service.store()) {
                assertThat(store.getObjectAsBytes(
                                        object -> object.bucket("kept").key("a/b"))
                                .asUtf8String())
                        .isEqualTo("object");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "spring.rabbitmq.addresses,  127.0.0.1:1,              spring.rabbitmq.",
        "spring.datasource.url,      jdbc:postgresql://host/x, spring.datasource.",
        "dromedary.store.region,     eu-central-1,             dromedary.store."
    })
    void eachPartIsReplacedAlone(String property, String value, String prefix) {
        try (var service = StandaloneService.start(data, Map.of(property, value))) {
            assertThat(service.property(property)).isEqualTo(value);
            assertThat(standaloneProperties(service))
                    .hasSizeBetween(7, 8)
                    .allSatisfy((name, any) -> assertThat(name).doesNotStartWith(prefix));
        }
    }

    @Test
    void isNotUsedWhenItWouldNotBeDurable(@TempDir Path other) throws SQLException {
        Map<String, Object> databaseOnly =
                Map.of("spring.rabbitmq.host", "broker", "dromedary.store.region", "eu-central-1");
        try (var service = StandaloneService.start(other, databaseOnly);
                var connection = service.database();
                var statement = connection.createStatement()) {
            statement.execute("alter role dromedary set synchronous_commit = off");
        }
        assertThatExceptionOfType(StandaloneException.class)
                .isThrownBy(() -> StandaloneService.start(other, databaseOnly))
                .withMessage("The embedded PostgreSQL has synchronous_commit = off and could lose what it confirmed");
    }

    @Test
    void leavesNeitherThreadsNorProcessesNorFilesElsewhere() {
        Set<Thread> before = liveThreads();
        List<ProcessHandle> processes;
        try (var service = StandaloneService.start(data)) {
            assertThat(service.has("spring.datasource.url")).isTrue();
            processes = serverProcesses();
            assertThat(processes).isNotEmpty();
        }
        assertThat(serverProcesses()).isEmpty();
        assertThat(Path.of("derby.log")).doesNotExist();
        Awaitility.await().pollInSameThread().untilAsserted(() -> {
            Set<Thread> left = liveThreads();
            left.removeAll(before);
            assertThat(left).filteredOn(thread -> !thread.isDaemon()).isEmpty();
        });
    }

    @Test
    void stopsItsServersWhenTheRestOfTheServiceDoesNotStart() throws Exception {
        assertThatExceptionOfType(BeanCreationException.class)
                .isThrownBy(() -> SpringApplication.run(
                        Broken.class,
                        "--spring.main.web-application-type=none",
                        "--dromedary.data-dir=" + data,
                        "--spring.rabbitmq.host=broker",
                        "--dromedary.store.region=eu-central-1"));
        assertThat(data.resolve("postgresql/server.log")).content().contains("database system is shut down");
        assertThat(serverProcesses()).isEmpty();
        DataDirectory.open(data).close();
    }

    @Configuration
    static class Broken {

        @Bean
        String broken() {
            throw new IllegalStateException("broken");
        }
    }

    /** The processes that run PostgreSQL's programs below the data directory. */
    private static List<ProcessHandle> serverProcesses() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .command()
                        .filter(command -> command.startsWith(data.toString()))
                        .isPresent())
                .toList();
    }

    private static Set<Thread> liveThreads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> standaloneProperties(StandaloneService service) {
        return (Map<String, Object>) Objects.requireNonNull(
                        service.context.getEnvironment().getPropertySources().get("standalone"))
                .getSource();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
