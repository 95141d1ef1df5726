package io.dromedary.faults;

import io.dromedary.faults.hook.FaultPoints;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** The jar that users get, unpacked as images of containers do it, with the fault points beside it. */
final class Installation {

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final String HOOK = "io/dromedary/faults/hook/";

    private static final Path HOOK_CLASS =
            Path.of("target", "test-classes", HOOK + FaultPoints.class.getSimpleName() + ".class");

    private final Path folder;
    private final String classPath;

    private Installation(Path folder, String classPath) {
        this.folder = folder;
        this.classPath = classPath;
    }

    /**
     * Unpacks the jar unless that was done before: the archive of classes is good for the files that it was made from,
     * and serves every run until the jar or the fault points change.
     */
    static Installation ofBuiltJar() throws IOException, InterruptedException {
        Path jar = builtJar();
        String changed = Long.toHexString(
                31 * Files.getLastModifiedTime(jar).toMillis() + Files.size(jar) + 17 * Files.size(HOOK_CLASS));
        Path folder = Path.of("target", "faults-program-" + changed).toAbsolutePath();
        Path unpacked = folder.resolve("program");
        Path hook = folder.resolve("hook.jar");
        if (!Files.exists(hook)) {
            Shell.run(List.of("rm", "-rf", folder.toString()));
            Shell.run(List.of(
                    JAVA, "-Djarmode=tools", "-jar", jar.toString(), "extract", "--destination", unpacked.toString()));
            packHook(hook);
        }
        return new Installation(folder, unpacked.resolve(jar.getFileName()) + ":" + hook);
    }

    private static Path builtJar() throws IOException {
        try (Stream<Path> built = Files.list(Path.of("target"))) {
            return built.filter(file -> file.getFileName().toString().matches("dromedary-.*\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("Build the jar first: mvn package"))
                    .toAbsolutePath();
        }
    }

    private static void packHook(Path jar) throws IOException {
        Path classes = Objects.requireNonNull(HOOK_CLASS.getParent());
        try (OutputStream file = Files.newOutputStream(jar);
                var packed = new JarOutputStream(file);
                Stream<Path> files = Files.list(classes)) {
            for (Path one : files.toList()) {
                packed.putNextEntry(new ZipEntry(HOOK + one.getFileName()));
                Files.copy(one, packed);
            }
        }
    }

    /** Starts of the program are what the suite mostly waits for: the parsed classes of one start serve the others. */
    private Path archive() {
        return folder.resolve("classes.jsa");
    }

    boolean isRecorded() {
        return Files.exists(archive());
    }

    /** The command of a process that leaves the archive behind at its orderly end. */
    List<String> recording() {
        return command(List.of("-XX:ArchiveClassesAtExit=" + archive(), "-Xlog:cds=off", "-Xlog:cds+dynamic=off"));
    }

    List<String> command(List<String> options) {
        var command = new ArrayList<>(List.of(JAVA, "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        if (isRecorded()) {
            command.add("-XX:SharedArchiveFile=" + archive());
        }
        command.addAll(options);
        command.addAll(List.of(
                "-Dspring.main.sources=" + FaultPoints.class.getName(), "-cp", classPath, "io.dromedary.Dromedary"));
        return command;
    }
}
