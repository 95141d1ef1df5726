package io.dromedary.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.zaxxer.hikari.HikariDataSource;
import io.dromedary.provider.Workers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One worker of {@link GovernorBench} in a process of its own, which works until its input ends. */
final class GovernorWorker {

    private GovernorWorker() {}

    static Process start(String database, String user, String password, URI provider, int requests, int tokens)
            throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        GovernorWorker.class.getName(),
                        database,
                        user,
                        password,
                        provider.toString(),
                        Integer.toString(requests),
                        Integer.toString(tokens)))
                .redirectErrorStream(true)
                .start();
    }

    public static void main(String[] args) throws IOException {
        // What it prints is read at its end only.
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        try (HikariDataSource database = new HikariDataSource();
                Workers workers = new Workers()) {
            database.setJdbcUrl(args[0]);
            database.setUsername(args[1]);
            database.setPassword(args[2]);
            database.setMaximumPoolSize(4);
            JdbcClient jdbc = JdbcClient.create(database);
            workers.start(Workers.governor(
                    jdbc, URI.create(args[3]), Workers.budget(Integer.parseInt(args[4]), Integer.parseInt(args[5]))));
            System.in.read();
            System.out.println("handed back " + workers.handedBack());
        }
    }
}
