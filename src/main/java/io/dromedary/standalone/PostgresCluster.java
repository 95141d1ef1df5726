package io.dromedary.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * The data of a PostgreSQL server and the server on it, driven by PostgreSQL's own programs. Everything lies in one
 * folder: the programs, {@code data}, and the server's log of this start and of the one before.
 */
final class PostgresCluster implements AutoCloseable {

    static final String SUPERUSER = "postgres";

    private static final Logger log = LoggerFactory.getLogger(PostgresCluster.class);
    private static final Duration FAST_STOP = Duration.ofSeconds(20);
    private static final Duration IMMEDIATE_STOP = Duration.ofSeconds(10);

    private final Path folder;
    private final Path data;
    private final PostgresPrograms programs;
    private final Duration limit;
    private @Nullable ProcessHandle postmaster;
    private @Nullable PostmasterGuard guard;

    private PostgresCluster(Path folder, PostgresPrograms programs, Duration limit) {
        this.folder = folder;
        this.data = folder.resolve("data");
        this.programs = programs;
        this.limit = limit;
    }

    /** The cluster in the folder, after stopping the server that a killed process left behind, if any. */
    static PostgresCluster takeOver(Path folder, Duration limit) throws IOException, InterruptedException {
        var cluster = new PostgresCluster(folder, PostgresPrograms.unpack(folder), limit);
        Optional<ProcessHandle> orphan = Postmaster.orphan(cluster.data, folder);
        if (orphan.isPresent()) {
            log.warn(
                    "Stopping the PostgreSQL that a killed Dromedary left behind (process {})",
                    orphan.get().pid());
            cluster.stop(orphan.get());
        }
        return cluster;
    }

    /** Creates the data at the first start, under another name until they are whole. */
    void createIfMissing(String superuserPassword) throws IOException, InterruptedException {
        if (Files.exists(data)) {
            return;
        }
        Path draft = folder.resolve("data.draft");
        Path password = folder.resolve("password.draft");
        FileSystemUtils.deleteRecursively(draft);
        Files.deleteIfExists(password);
        Files.createFile(password, DataDirectory.ownerOnly(password, "rw-------"));
        Files.writeString(password, superuserPassword, StandardOpenOption.WRITE);
        try {
            initialise(draft, password);
        } finally {
            Files.deleteIfExists(password);
        }
        Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private void initialise(Path draft, Path password) throws IOException, InterruptedException {
        boolean linux = System.getProperty("os.name").equals("Linux");
        programs.run(
                        limit,
                        "initdb",
                        "--pgdata=" + draft,
                        "--username=" + SUPERUSER,
                        "--pwfile=" + password,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        // The same order and case mapping on every system; the system's own locale only tells the
                        // full-text parser what a letter is.
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--locale=" + (linux ? "C.UTF-8" : "C"))
                .orThrow();
    }

    /** Starts the server with a configuration that is the same on every machine and after every upgrade. */
    void start(String host, int port) throws IOException, InterruptedException {
        configure(host, port);
        Path serverLog = folder.resolve("server.log");
        if (Files.exists(serverLog)) {
            Files.move(serverLog, folder.resolve("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.createFile(serverLog, DataDirectory.ownerOnly(serverLog, "rw-------"));
        PostgresPrograms.Outcome outcome = programs.run(
                limit, "pg_ctl", "start", "--pgdata=" + data, "--log=" + serverLog, "--timeout=" + limit.toSeconds());
        if (!outcome.succeeded()) {
            throw new StandaloneException(
                    "The embedded PostgreSQL did not start: "
                            + lastError(serverLog).orElse(outcome.output()),
                    "See " + serverLog + ".");
        }
        postmaster = Postmaster.named(data).orElseThrow();
        if (DataDirectory.isPosix(folder)) {
            guard = PostmasterGuard.over(postmaster);
        }
    }

    private void configure(String host, int port) throws IOException {
        Files.writeString(data.resolve("postgresql.conf"), """
                # Written by Dromedary at every start.
                listen_addresses = '%s'
                port = %d
                unix_socket_directories = ''
                max_connections = 100
                fsync = on
                synchronous_commit = on
                full_page_writes = on
                timezone = 'UTC'
                log_timezone = 'UTC'
                log_line_prefix = '%%m [%%p] '
                log_checkpoints = off
                # What statements and their details say is content of documents, which no log may keep.
                log_error_verbosity = terse
                log_min_error_statement = panic
                """.formatted(host, port));
        Files.writeString(data.resolve("pg_hba.conf"), """
                # Written by Dromedary at every start.
                host all all %s/32 scram-sha-256
                """.formatted(host));
    }

    private static Optional<String> lastError(Path serverLog) throws IOException {
        return Files.readAllLines(serverLog).stream()
                .filter(line -> line.contains("FATAL:") || line.contains("PANIC:"))
                .reduce((first, second) -> second);
    }

    /** Stops the server, also one whose start was interrupted. */
    @Override
    public void close() {
        try {
            Optional<ProcessHandle> running =
                    postmaster == null ? Postmaster.orphan(data, folder) : Optional.of(postmaster);
            if (running.isPresent() && running.get().isAlive()) {
                stop(running.get());
            }
        } catch (IOException | StandaloneException e) {
            log.warn("The embedded PostgreSQL did not stop", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (guard != null) {
            guard.close();
        }
    }

    /** Stops the server in order if it can, at once if it must: then the next start recovers from the log. */
    private void stop(ProcessHandle server) throws IOException, InterruptedException {
        if (!stop("fast", FAST_STOP) && server.isAlive()) {
            log.warn("The embedded PostgreSQL did not stop within {} s and is stopped at once", FAST_STOP.toSeconds());
            stop("immediate", IMMEDIATE_STOP);
        }
    }

    private boolean stop(String mode, Duration patience) throws IOException, InterruptedException {
        return programs.run(
                        patience.plusSeconds(5),
                        "pg_ctl",
                        "stop",
                        "--pgdata=" + data,
                        "--mode=" + mode,
                        "--timeout=" + patience.toSeconds())
                .succeeded();
    }
}
