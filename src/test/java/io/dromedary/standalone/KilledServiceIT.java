package io.dromedary.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a service that was killed, and what the next one makes of it. */
@Tag("standalone")
class KilledServiceIT {

    @TempDir
    Path data;

    @Test
    void leavesNoServerBehindAndLosesNothing() throws Exception {
        Process service = StandaloneService.inAnotherProcess(data);
        String url = url(service);
        ProcessHandle postmaster = postmaster();
        insert(url, 1);

        service.destroyForcibly().waitFor();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> hasEnded(postmaster));

        assertThat(countAfterARestart()).isEqualTo(1);
    }

    @Test
    void theNextServiceTakesOverTheServerIfItWasLeftBehind() throws Exception {
        Process service = StandaloneService.inAnotherProcess(data);
        String url = url(service);
        ProcessHandle postmaster = postmaster();
        insert(url, 1);

        service.children().forEach(ProcessHandle::destroyForcibly); // The guard over the server.
        service.destroyForcibly().waitFor();
        insert(url, 2);

        assertThat(countAfterARestart()).isEqualTo(2);
        assertThat(hasEnded(postmaster)).isTrue();
    }

    private int countAfterARestart() throws SQLException {
        try (var service = StandaloneService.start(data);
                var connection = connect(service.property("spring.datasource.url"));
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from kept")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private void insert(String url, int value) throws SQLException, IOException {
        try (var connection = connect(url);
                var statement = connection.createStatement()) {
            statement.execute("create table if not exists kept (what int)");
            statement.execute("insert into kept values (" + value + ")");
        }
    }

    private Connection connect(String url) throws SQLException {
        var kept = new Properties();
        try (var reader = Files.newBufferedReader(data.resolve("standalone.properties"))) {
            kept.load(reader);
        } catch (IOException e) {
            throw new SQLException(e);
        }
        return DriverManager.getConnection(url, "dromedary", kept.getProperty("database.secret"));
    }

    private ProcessHandle postmaster() throws IOException {
        return Postmaster.named(data.toRealPath().resolve("postgresql/data")).orElseThrow();
    }

    /** Also true of a process that has ended and was not yet reaped: it runs no program any more. */
    private static boolean hasEnded(ProcessHandle process) {
        return !process.isAlive() || process.info().command().isEmpty();
    }

    private static String url(Process service) throws IOException {
        BufferedReader output = service.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("ready ")) {
                return line.substring("ready ".length());
            }
        }
        throw new AssertionError("The service ended before it was ready");
    }
}
