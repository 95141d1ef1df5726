package io.dromedary.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * One run of the service in standalone mode, with a small heap. Nothing of the environment configures it. Closing it
 * leaves no process behind.
 */
public final class ServiceProcess implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(40);
    private static final int TAIL_LINES = 60;

    private final Path data;
    private final Path output;
    private final int port = freePort();
    private final int managementPort = freePort();
    private final Process process;
    private List<ProcessHandle> children = List.of();

    private ServiceProcess(Program program, Path data, List<String> arguments) throws IOException {
        this.data = data;
        Path workingDirectory = data.resolveSibling("");
        this.output = Files.createTempFile(workingDirectory, "output", ".log");
        var command = new ArrayList<>(program.command());
        command.add("--dromedary.data-dir=" + data);
        command.add("--server.port=" + port);
        command.add("--management.server.port=" + managementPort);
        command.addAll(arguments);
        var builder = new ProcessBuilder(command)
                .directory(workingDirectory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(DROMEDARY|SPRING|CAMEL|SERVER|MANAGEMENT)_.*"));
        this.process = builder.start();
    }

    /** Starts the service without waiting for it. */
    static ServiceProcess launch(Program program, Path data, String... arguments) throws IOException {
        return new ServiceProcess(program, data, List.of(arguments));
    }

    /** Starts the service and returns when it is ready. */
    public static ServiceProcess start(Program program, Path data, String... arguments) throws IOException {
        long begin = System.nanoTime();
        var service = launch(program, data, arguments);
        try {
            service.awaitReady();
        } catch (RuntimeException | Error e) {
            service.close();
            throw e;
        }
        System.out.printf("Ready after %.1f s%n", (System.nanoTime() - begin) / 1e9);
        service.output().lines().filter(line -> line.contains("Started ")).forEach(System.out::println);
        return service;
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady() {
        URI health = URI.create("http://127.0.0.1:%d/observe/health/readiness".formatted(managementPort));
        await("ready", START_LIMIT, () -> !process.isAlive() || Api.answersOk(health));
        if (!process.isAlive()) {
            throw new AssertionError("The service ended with %d:%n%s".formatted(process.exitValue(), tail()));
        }
        children = process.descendants().toList();
    }

    /** Waits until it is so; the failure shows the end of the output. */
    void await(String what, Duration limit, Callable<Boolean> condition) {
        try {
            Awaitility.await(what)
                    .atMost(limit)
                    .pollInterval(Duration.ofMillis(100))
                    .until(condition);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(e.getMessage() + System.lineSeparator() + tail(), e);
        }
    }

    /** The API, with the key that the first start has kept. */
    Api api() throws IOException {
        return new Api(url(), Files.readString(data.resolve("api-key")).strip());
    }

    /** A place on the management port. */
    URI management(String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(managementPort, path));
    }

    Ledger ledger() throws IOException {
        return Ledger.in(data);
    }

    /** Where it answers. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** The database that it has started, for programs that only have JDBC. */
    public String databaseUrl() throws IOException {
        return Ledger.url(data);
    }

    /** Whether anybody answers at the port of the API. */
    boolean listens() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** How many processes read documents for this one. */
    long readers() {
        return process.descendants()
                .filter(child -> child.info().commandLine().orElse("").contains("ParserMain"))
                .count();
    }

    public long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Asks the process to stop (SIGTERM) and returns its exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        return exitCode(STOP_LIMIT);
    }

    /** The exit code of a process that ends by itself. */
    int exitCode(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("The service did not end within " + limit + System.lineSeparator() + tail());
        }
        return process.exitValue();
    }

    /** Ends the process as {@code kill -9} does, and waits for what it has started to notice. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
        awaitNoRemains();
    }

    void awaitNoRemains() {
        await("no process left behind", STOP_LIMIT, () -> remains().isEmpty());
    }

    /** The processes that this one started, and all those that run a program of its data directory. */
    List<ProcessHandle> remains() {
        Stream<ProcessHandle> programs = ProcessHandle.allProcesses()
                .filter(other -> other.info().command().orElse("").startsWith(data.toString()));
        return Stream.concat(children.stream(), programs)
                .filter(ServiceProcess::runs)
                .distinct()
                .toList();
    }

    /** Not of a process that has ended but was not reaped: it has no program any more. */
    private static boolean runs(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    /** What the process printed so far. */
    String output() throws IOException {
        return Files.readString(output);
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(output);
            return lines.stream()
                    .skip(Math.max(0, lines.size() - TAIL_LINES))
                    .collect(Collectors.joining(System.lineSeparator()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Ends the process, if it runs, and whatever it has started. */
    @Override
    public void close() {
        if (process.isAlive()) {
            process.destroyForcibly();
            try {
                awaitNoRemains();
            } finally {
                remains().forEach(ProcessHandle::destroyForcibly);
            }
        }
    }
}
