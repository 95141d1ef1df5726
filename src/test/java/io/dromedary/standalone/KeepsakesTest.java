package io.dromedary.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeepsakesTest {

    private static final InetAddress LOOPBACK = loopback();

    @TempDir
    Path temp;

    private DataDirectory directory;

    @BeforeEach
    void open() {
        directory = DataDirectory.open(temp);
    }

    @AfterEach
    void close() {
        directory.close();
    }

    @Test
    void secretsAreKept() throws IOException {
        String secret = keepsakes().secret("broker");
        assertThat(secret).matches("[0-9a-f]{48}");
        assertThat(keepsakes().secret("broker")).isEqualTo(secret);
        assertThat(keepsakes().secret("store")).isNotEqualTo(secret);
    }

    @Test
    void secretsAreForTheOwnerOnly() throws IOException {
        keepsakes().secret("broker");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve("standalone.properties"))))
                .isEqualTo("rw-------");
        assertThat(temp).isDirectoryNotContaining("glob:**.draft");
    }

    @Test
    void portsAreKeptWhileTheyAreFree() throws IOException {
        int port = keepsakes().port("broker");
        assertThat(keepsakes().port("broker")).isEqualTo(port);
        try (var other = new ServerSocket(port, 1, LOOPBACK)) {
            assertThat(keepsakes().port("broker")).isNotEqualTo(other.getLocalPort());
        }
    }

    @Test
    void noTwoServersGetTheSamePort() throws IOException {
        int port = keepsakes().port("broker");
        Files.writeString(temp.resolve("standalone.properties"), "broker.port=%1$d\nstore.port=%1$d".formatted(port));
        Keepsakes keepsakes = keepsakes();
        assertThat(keepsakes.port("store")).isNotEqualTo(keepsakes.port("broker"));
    }

    private Keepsakes keepsakes() throws IOException {
        return Keepsakes.in(directory, new SecureRandom());
    }

    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
