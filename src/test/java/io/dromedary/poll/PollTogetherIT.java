package io.dromedary.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.Dromedary;
import io.dromedary.FaultyWire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** A second service on the same folder and bucket, whose way to the database can be cut. */
@WithPolling
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("once")
class PollTogetherIT {

    /** More by {@code -Ddromedary.test.files}. */
    private static final int FILES = Integer.getInteger("dromedary.test.files", 1_000);

    private static final Duration SOON = Duration.ofMinutes(2).plusMillis(FILES * 100L);
    private static final int OBJECTS = 60;

    private static final List<String> SHARED = List.of(
            "dromedary.dispatch.queue",
            "dromedary.store.endpoint",
            "dromedary.store.region",
            "dromedary.store.access-key",
            "dromedary.store.secret-key",
            "dromedary.store.bucket",
            "dromedary.bucket.name",
            "dromedary.folder.directory",
            "spring.flyway.schemas",
            "spring.datasource.hikari.schema",
            "spring.datasource.username",
            "spring.datasource.password",
            "spring.rabbitmq.addresses",
            "spring.rabbitmq.host",
            "spring.rabbitmq.port",
            "spring.rabbitmq.username",
            "spring.rabbitmq.password");

    @Autowired
    private Environment environment;

    @Autowired
    private CamelContext camel;

    @Autowired
    private TakenJobs jobs;

    @Autowired
    @Qualifier("bucketClient")
    private S3Client s3;

    private Path folder;
    private FaultyWire wire;
    private ConfigurableApplicationContext other;

    @BeforeAll
    void startAnother() throws Exception {
        folder = Path.of(environment.getRequiredProperty("dromedary.folder.directory"));
        URI database = URI.create(
                environment.getRequiredProperty("spring.datasource.url").substring("jdbc:".length()));
        wire = new FaultyWire(new InetSocketAddress(database.getHost(), database.getPort()));
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + wire.port() + database.getPath(),
                "--spring.datasource.hikari.connection-timeout=1000",
                "--dromedary.data-dir=" + Files.createTempDirectory("dromedary-other"),
                "--dromedary.roles=intake",
                "--dromedary.api-key=a-key-for-tests-only",
                "--dromedary.folder.min-age=2s",
                "--dromedary.folder.interval=200ms",
                "--dromedary.bucket.interval=500ms",
                "--dromedary.poll.backoff=500ms",
                "--dromedary.poll.lease=20s",
                "--camel.main.jmx-enabled=false"));
        SHARED.stream()
                .filter(environment::containsProperty)
                .forEach(key -> arguments.add("--%s=%s".formatted(key, environment.getProperty(key))));
        other = new SpringApplicationBuilder(Dromedary.class)
                .web(WebApplicationType.NONE)
                .run(arguments.toArray(String[]::new));
    }

    @AfterAll
    void stopTheOther() throws IOException {
        other.close();
        wire.close();
    }

    @Test
    void twoServicesOnOneFolderTakeEachFileOnce() throws Exception {
        String id = "shared" + UUID.randomUUID().toString().substring(0, 8) + "-";
        Path ready = Files.createDirectory(folder.resolve("." + id));
        for (int i = 0; i < FILES; i++) {
            Files.writeString(ready.resolve(id + i + ".txt"), "file " + i);
        }

        Files.move(ready, folder.resolve(id), StandardCopyOption.ATOMIC_MOVE);

        await().atMost(SOON)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> count(folder.resolve(id)) == 0 && count(folder.resolve("done/" + id)) == FILES);
        assertEachTakenOnce("files at once, two services", FILES, id, count(folder.resolve("refused/" + id)));
    }

    private void assertEachTakenOnce(String what, long dropped, String id, long refused) {
        long taken = jobs.distinct(id);
        long doubled = jobs.count(id) - taken;
        new Figures(what, dropped, taken, refused, dropped - taken - refused, doubled, dropped - taken + doubled)
                .print();
        assertThat(taken).isEqualTo(dropped);
        assertThat(doubled).isZero();
    }

    @Test
    void twoServicesOnOneBucketTakeEachObjectOnce() {
        String bucket = environment.getRequiredProperty("dromedary.bucket.name");
        String id = "shared" + UUID.randomUUID().toString().substring(0, 8) + "-";

        for (int i = 0; i < OBJECTS; i++) {
            String key = "in/" + id + i + ".txt";
            s3.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromString("object " + i));
        }

        await().atMost(SOON)
                .until(() -> s3.listObjectsV2(request -> request.bucket(bucket).prefix("in/" + id))
                        .contents()
                        .isEmpty());
        assertEachTakenOnce("objects at once, two services", OBJECTS, id, 0);
    }

    @Test
    void aFileStaysWhileTheDatabaseIsDownAndIsTakenLater() throws Exception {
        String name = "later" + UUID.randomUUID() + ".txt";
        camel.getRouteController().stopRoute("poll-folder");
        try {
            wire.cut();
            Path file = Files.writeString(folder.resolve(name), "patience");
            await().during(Duration.ofSeconds(5)).atMost(SOON).until(() -> Files.exists(file));
            assertThat(jobs.of(name)).isEmpty();

            wire.mend();

            await().atMost(SOON).until(() -> Files.exists(folder.resolve("done/" + name)));
            assertThat(jobs.of(name)).containsExactly(DigestUtils.sha256Hex("patience"));
            assertThat(file).doesNotExist();
        } finally {
            camel.getRouteController().startRoute("poll-folder");
        }
    }

    private static long count(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> Objects.requireNonNull(file.toFile()).length() > 0)
                    .count();
        }
    }
}
