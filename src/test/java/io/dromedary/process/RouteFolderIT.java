package io.dromedary.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator replaces and adds routes of a running service by files. */
@Tag("standalone")
class RouteFolderIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String ADMIN_KEY = "the-admin-key-of-this-test";

    @TempDir
    static Path folder;

    private static Path routes;
    private static ServiceProcess service;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        routes = Files.createDirectory(folder.toRealPath().resolve("routes"));
        service = ServiceProcess.start(
                Program.unpacked(folder),
                folder.toRealPath().resolve("data"),
                "--dromedary.admin-key=" + ADMIN_KEY,
                "--dromedary.rate.requests-per-minute=1000000",
                "--dromedary.routes.folder=" + routes,
                "--dromedary.routes.interval=1s");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void aRouteIsReplacedUnderLoadRefusedWhenItIsWrongAndGivenBack() throws Exception {
        Path file = routes.resolve("list-jobs.camel.yaml");
        String original = Files.readString(Path.of("src/main/resources/routes/api/list-jobs.camel.yaml"));
        String replaced = original.replaceFirst("description: .*", "description: As the operator wants it");
        var answered = new AtomicInteger();
        var over = new AtomicBoolean();
        var load = CompletableFuture.supplyAsync(() -> load(over, answered));

        Files.writeString(file, replaced);
        service.await("replaced", LIMIT, () -> described("As the operator wants it"));

        // A mistake: another entrance than the conventions allow.
        Files.writeString(file, replaced.replace("direct:authenticate-client", "direct:answer-json"));
        service.await("refused", LIMIT, () -> service.output().contains("its second step is not"));
        // Another: a bean that does not exist, which only shows at the start.
        Files.writeString(file, replaced.replaceFirst("ref: \\w+", "ref: nobodysBean"));
        service.await("not started", LIMIT, () -> service.output().contains("nobodysBean"));
        assertThat(described("As the operator wants it")).isTrue();

        Files.delete(file);
        service.await("given back", LIMIT, () -> !described("As the operator wants it"));
        over.set(true);
        assertThat(load.get()).isZero();
        System.out.printf("%d requests answered while the route was replaced twice%n", answered.get());
        assertThat(answered.get()).isPositive();
    }

    @Test
    void aRouteIsAddedAndLeavesAgain() throws Exception {
        Path file = routes.resolve("show-greeting.camel.yaml");
        Files.writeString(file, """
                - route:
                    id: show-greeting
                    group: intake
                    description: Greet whoever has a key
                    routeConfigurationId: http-errors
                    from:
                      uri: servlet:/greeting
                      steps:
                        - removeHeaders:
                            pattern: Camel*
                        - to:
                            uri: direct:authenticate-client
                        - setBody:
                            constant:
                              expression: Hello
                """);
        service.await("added", LIMIT, () -> greeting().body().equals("Hello"));
        Files.delete(file);
        service.await("gone", LIMIT, () -> greeting().statusCode() == 404);
    }

    @Test
    void whatEverybodyMayWriteIsNotTaken() throws Exception {
        Path file = routes.resolve("show-nothing.camel.yaml");
        Files.createFile(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        service.await("refused", LIMIT, () -> service.output().contains("everybody may write"));
        Files.delete(file);
    }

    /** How many requests were not answered as they should. */
    private int load(AtomicBoolean over, AtomicInteger answered) {
        int wrong = 0;
        while (!over.get()) {
            try {
                HttpResponse<String> answer = get("/v1/jobs", key());
                answered.incrementAndGet();
                if (answer.statusCode() != 200) {
                    System.out.println(answer.statusCode() + " " + answer.body());
                    wrong++;
                }
            } catch (Exception e) {
                System.out.println(e);
                wrong++;
            }
        }
        return wrong;
    }

    private boolean described(String description) throws Exception {
        return get("/v1/admin/routes", ADMIN_KEY).body().contains(description);
    }

    private HttpResponse<String> greeting() throws Exception {
        return get("/v1/greeting", key());
    }

    private static String key() throws Exception {
        return Files.readString(folder.toRealPath().resolve("data/api-key")).strip();
    }

    private HttpResponse<String> get(String path, String key) throws Exception {
        URI uri = service.url().resolve(path);
        return http.send(
                HttpRequest.newBuilder(uri)
                        .header("Authorization", "Bearer " + key)
                        .build(),
                BodyHandlers.ofString());
    }
}
