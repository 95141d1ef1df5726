package io.dromedary.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.process.Program;
import io.dromedary.tls.Certificates.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Promise S-5: none of the service's clients sends a byte to a server whose certificate is self-signed, of another host
 * or expired; all do to one whose certificate is right.
 */
@Tag("standalone")
class TlsIT {

    @TempDir
    static Path folder;

    private static Certificates certificates;

    @BeforeAll
    static void make() throws Exception {
        certificates = new Certificates(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3", "amqp", "postgresql", "webhook", "embedding"})
    void onlyTheRightServerHearsAWord(String client) throws Exception {
        for (Kind kind : Kind.values()) {
            try (var server = new Server(certificates.keyStore(kind), kind.name(), client.equals("postgresql"))) {
                String said = run(client, server.port());
                System.out.printf("%s, %s: %d tried, %d connected%n", client, kind, server.tried(), server.connected());
                assertThat(server.tried()).as(said).isPositive();
                if (kind == Kind.GOOD) {
                    assertThat(server.connected()).as(said).isPositive();
                } else {
                    assertThat(server.connected()).as(kind + " " + said).isZero();
                    assertThat(said).doesNotContain("answered");
                }
            }
        }
    }

    private static String run(String client, int port) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        Program.JAVA,
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-Djavax.net.ssl.trustStore=" + certificates.trustStore(),
                        "-Djavax.net.ssl.trustStorePassword=" + Certificates.PASSWORD,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Clients.class.getName(),
                        client,
                        String.valueOf(port),
                        certificates.authority().toString()))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output).isTrue();
        return output;
    }
}
