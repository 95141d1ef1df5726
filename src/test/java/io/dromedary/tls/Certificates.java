package io.dromedary.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A certificate authority of our own, and servers with good and bad certificates; made with the JDK's keytool. */
final class Certificates {

    static final String PASSWORD = "changeit";

    private final Path folder;

    Certificates(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        keytool("authority", "-genkeypair", "-alias", "authority", "-dname", "CN=Authority", "-ext", "bc:c");
        keytool(
                "authority",
                "-exportcert",
                "-alias",
                "authority",
                "-rfc",
                "-file",
                authority().toString());
        keytool(
                "trust",
                "-importcert",
                "-noprompt",
                "-alias",
                "authority",
                "-file",
                authority().toString());
        for (Kind kind : Kind.values()) {
            issue(kind);
        }
    }

    /** What the certificate of a server is like. */
    enum Kind {
        GOOD("localhost", List.of()),
        SELF_SIGNED("localhost", List.of()),
        WRONG_HOST("elsewhere.example", List.of()),
        EXPIRED("localhost", List.of("-startdate", "-10d", "-validity", "5"));

        private final String host;

        @SuppressWarnings("ImmutableEnumChecker") // What List.of returns cannot be changed.
        private final List<String> options;

        Kind(String host, List<String> options) {
            this.host = host;
            this.options = options;
        }
    }

    Path authority() {
        return folder.resolve("authority.pem");
    }

    Path trustStore() {
        return folder.resolve("trust.p12");
    }

    /** The key store of a server; its alias is the kind. */
    Path keyStore(Kind kind) {
        return folder.resolve(store(kind) + ".p12");
    }

    private static String store(Kind kind) {
        return kind == Kind.SELF_SIGNED ? "self-signed" : "authority";
    }

    private void issue(Kind kind) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of(
                "-genkeypair", "-alias", kind.name(), "-dname", "CN=" + kind.host, "-ext", "san=dns:" + kind.host));
        arguments.addAll(kind.options);
        if (kind != Kind.SELF_SIGNED) {
            arguments.addAll(List.of("-signer", "authority"));
        }
        keytool(store(kind), arguments.toArray(String[]::new));
    }

    private void keytool(String store, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of(
                "-keystore",
                folder.resolve(store + ".p12").toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        if (List.of(arguments).contains("-genkeypair")) {
            command.addAll(List.of("-keyalg", "RSA", "-keysize", "2048"));
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(output);
        }
    }
}
