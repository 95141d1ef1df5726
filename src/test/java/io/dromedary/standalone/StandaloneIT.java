package io.dromedary.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The embedded servers as strangers and as the service see them. */
@Tag("standalone")
class StandaloneIT {

    @TempDir
    static Path data;

    private static StandaloneService service;

    @BeforeAll
    static void start() {
        service = StandaloneService.start(data);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void isDurableAndTheServiceIsNoSuperuser() throws SQLException {
        assertThat(service.query("show fsync")).isEqualTo("on");
        assertThat(service.query("show synchronous_commit")).isEqualTo("on");
        assertThat(service.query("select rolsuper from pg_roles where rolname = current_user"))
                .isEqualTo("f");
        assertThat(service.query("select datdba::regrole from pg_database where datname = current_database()"))
                .isEqualTo("dromedary");
    }

    @Test
    void letsNobodyInWithoutTheSecret() {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() ->
                        DriverManager.getConnection(service.property("spring.datasource.url"), "dromedary", "guess"));
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(
                        () -> DriverManager.getConnection(service.property("spring.datasource.url"), "postgres", ""));
        ConnectionFactory guest = service.broker();
        guest.setPassword("guess");
        assertThatExceptionOfType(IOException.class).isThrownBy(guest::newConnection);
        try (var store = service.store("guess")) {
            assertThatExceptionOfType(S3Exception.class).isThrownBy(store::listBuckets);
        }
    }

    @Test
    void nobodyElseMayReadWhatItKeeps() throws Exception {
        try (Stream<Path> top = Files.list(data)) {
            for (Path path : top.toList()) {
                assertThat(Files.getPosixFilePermissions(path))
                        .as(path.toString())
                        .isSubsetOf(
                                PosixFilePermission.OWNER_READ,
                                PosixFilePermission.OWNER_WRITE,
                                PosixFilePermission.OWNER_EXECUTE);
            }
        }
    }

    @Test
    void aSecondServiceIsRefusedInThisProcessAndInAnother() throws Exception {
        String inUse = "The data directory " + data.toRealPath() + " is in use by another Dromedary";
        assertThatExceptionOfType(StandaloneException.class)
                .isThrownBy(() -> StandaloneService.start(data))
                .withMessage(inUse);
        Process other = StandaloneService.inAnotherProcess(data);
        assertThat(new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains(inUse);
        assertThat(other.waitFor()).isNotZero();
        assertThat(service.query("select 1")).isEqualTo("1");
    }
}
