package io.dromedary.faults;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * One process of the cluster, with some of the roles, its own folder and its own ports; started, killed and started
 * again.
 */
final class Member {

    static final Duration START_LIMIT = Duration.ofMinutes(4);

    private static final Duration STOP_LIMIT = Duration.ofMinutes(2);
    private static final int TAIL_LINES = 60;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String name;
    private final String roles;
    private final Path folder;
    private final Map<String, String> environment;
    private final int port = Services.freePort();
    private final int managementPort = Services.freePort();
    private Process process;

    Member(String name, String roles, Path cluster, Map<String, String> environment) throws IOException {
        this.name = name;
        this.roles = roles;
        this.folder = Files.createDirectories(cluster.resolve(name));
        this.environment = environment;
        this.process = new ProcessBuilder("true").start();
    }

    /**
     * Starts it, without waiting.
     *
     * @param command that ends before the arguments of the service
     * @param prefix of the environment, such as what preloads a library
     */
    void launch(List<String> command, Map<String, String> prefix, List<String> arguments) throws IOException {
        var all = new ArrayList<>(command);
        all.add("--dromedary.roles=" + roles);
        all.add("--dromedary.data-dir=" + folder.resolve("data"));
        all.add("--server.port=" + port);
        all.add("--management.server.port=" + managementPort);
        all.addAll(routes());
        all.addAll(arguments);
        var builder = new ProcessBuilder(all)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log()));
        builder.environment().keySet().removeIf(name -> name.matches("(DROMEDARY|SPRING|CAMEL|SERVER|MANAGEMENT)_.*"));
        builder.environment().putAll(environment);
        builder.environment().putAll(prefix);
        process = builder.start();
    }

    /**
     * Most of what the suite costs is starts: where there is no API, the routes of the roles alone, and the parts of
     * others that they call.
     */
    private List<String> routes() {
        if (roles.contains("intake")) {
            return List.of();
        }
        return List.of(Stream.concat(Stream.of("errors"), parts().map(part -> part + "/*"))
                .map("classpath:routes/%s.camel.yaml"::formatted)
                .collect(Collectors.joining(",", "--camel.main.routes-include-pattern=", "")));
    }

    /** A worker completes jobs too. */
    private Stream<String> parts() {
        return Stream.of((roles.equals("work") ? "work,deliver" : roles).split(",", -1));
    }

    private File log() {
        return folder.resolve("output.log").toFile();
    }

    void awaitReady() {
        try {
            Awaitility.await()
                    .atMost(START_LIMIT)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> isReady() || !process.isAlive());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("Not ready:\n" + tail(), e);
        }
        if (!process.isAlive()) {
            throw new AssertionError("Ended with %d:%n%s".formatted(process.exitValue(), tail()));
        }
    }

    boolean isReady() {
        var readiness = URI.create("http://127.0.0.1:%d/observe/health/readiness".formatted(managementPort));
        try {
            return HTTP.send(
                                    HttpRequest.newBuilder(readiness)
                                            .timeout(Duration.ofSeconds(5))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    String name() {
        return name;
    }

    /** The first of its roles. */
    String role() {
        return roles.replaceFirst(",.*", "");
    }

    URI api() {
        return URI.create("http://127.0.0.1:" + port);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** As {@code kill -9} does; what it started is left to notice. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asks it to stop (SIGTERM) and returns its exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        return exitCode(STOP_LIMIT);
    }

    /** Waits until it has ended, or for so long. */
    void awaitEnd(Duration patience) throws InterruptedException {
        process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    int exitCode(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("No end within " + limit + ":\n" + tail());
        }
        return process.exitValue();
    }

    /** Stops its clock, so to speak (SIGSTOP): it holds what it holds, and does nothing. */
    void freeze() throws IOException, InterruptedException {
        Shell.run(List.of("kill", "-STOP", String.valueOf(pid())));
    }

    void thaw() throws IOException, InterruptedException {
        Shell.run(List.of("kill", "-CONT", String.valueOf(pid())));
    }

    String output() throws IOException {
        return Files.readString(log().toPath());
    }

    String tail() {
        try {
            List<String> lines = Files.readAllLines(log().toPath());
            return lines.stream()
                    .skip(Math.max(0, lines.size() - TAIL_LINES))
                    .collect(Collectors.joining(System.lineSeparator()));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
