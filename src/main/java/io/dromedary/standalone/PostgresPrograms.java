package io.dromedary.standalone;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.springframework.util.FileSystemUtils;

/**
 * The programs of PostgreSQL, unpacked once from the archive on the class path. They refuse to run as root, so for root
 * they run in a user namespace of their own, where they are somebody else with the same rights to our files.
 */
record PostgresPrograms(Path home) {

    private static final String NAME = "programs-";
    private static final int OWNER_MAY_EXECUTE = 0100;

    /**
     * Unpacks the archive into a folder named after its content, unless it is there already, and removes those of other
     * versions.
     */
    static PostgresPrograms unpack(Path folder) throws IOException {
        Path home = folder.resolve(NAME + fingerprint());
        if (!Files.isDirectory(home)) {
            Path draft = folder.resolve("unpacking");
            FileSystemUtils.deleteRecursively(draft);
            Files.createDirectories(draft, DataDirectory.ownerOnly(draft, "rwx------"));
            unpackInto(draft);
            Files.move(draft, home, StandardCopyOption.ATOMIC_MOVE);
            deleteAllBut(home);
        }
        return new PostgresPrograms(home);
    }

    private static void deleteAllBut(Path home) throws IOException {
        try (var others = Files.newDirectoryStream(home.getParent(), NAME + "*")) {
            for (Path other : others) {
                if (!other.equals(home)) {
                    FileSystemUtils.deleteRecursively(other);
                }
            }
        }
    }

    private static String fingerprint() throws IOException {
        try (var in = new DigestInputStream(archive(), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest(), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static InputStream archive() throws IOException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String family = system.startsWith("windows") ? "windows" : system.startsWith("mac") ? "darwin" : "linux";
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        String name = "/postgres-" + family + "-" + architecture + ".txz";
        InputStream archive = PostgresPrograms.class.getResourceAsStream(name);
        if (archive == null) {
            throw new StandaloneException(
                    "This build of Dromedary has no PostgreSQL for this machine (" + name.substring(1) + ")",
                    "Build it on this kind of machine, or set spring.datasource.url to a PostgreSQL of yours.");
        }
        return archive;
    }

    private static void unpackInto(Path folder) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(archive())))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = folder.resolve(entry.getName()).normalize();
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    continue;
                }
                Files.createDirectories(path.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, path);
                    path.toFile().setExecutable((entry.getMode() & OWNER_MAY_EXECUTE) != 0);
                }
            }
        }
    }

    /**
     * Runs one of the programs to its end.
     *
     * @throws StandaloneException if it does not end within the limit, or root may not hide itself here
     */
    Outcome run(Duration limit, String program, String... arguments) throws IOException, InterruptedException {
        Process process = start(program, arguments);
        try {
            process.getOutputStream().close();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StandaloneException(
                        "PostgreSQL's %s did not end within %d s".formatted(program, limit.toSeconds()),
                        "Look at the load of this machine, or raise dromedary.standalone.start-timeout.");
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.exitValue() != 0 && output.startsWith("unshare:")) {
                throw rootIsRefused(new IOException(output));
            }
            return new Outcome(program, process.exitValue(), output);
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start(String program, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        boolean root = System.getProperty("user.name").equals("root");
        if (root) {
            command.addAll(List.of("unshare", "--user"));
        }
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).directory(home.toFile());
        // Variables such as PGDATA and PGPORT are meant for another PostgreSQL.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.equals("LANGUAGE"));
        builder.environment().put("LC_ALL", "C");
        try {
            return builder.start();
        } catch (IOException e) {
            if (root) {
                throw rootIsRefused(e);
            }
            throw e;
        }
    }

    private static StandaloneException rootIsRefused(IOException reason) {
        return new StandaloneException(
                "PostgreSQL does not run as root, and this system does not let root run it as somebody else: "
                        + reason.getMessage(),
                "Run Dromedary as another user, or set spring.datasource.url to a PostgreSQL of yours.",
                reason);
    }

    /** How a program ended. */
    record Outcome(String program, int exitValue, String output) {

        boolean succeeded() {
            return exitValue == 0;
        }

        void orThrow() {
            if (!succeeded()) {
                throw new StandaloneException(
                        "PostgreSQL's %s failed: %s".formatted(program, lastLine(output)),
                        "See the log file postgresql/server.log in the data directory.",
                        new IOException(output));
            }
        }

        private static String lastLine(String text) {
            return text.substring(text.lastIndexOf('\n') + 1);
        }
    }
}
