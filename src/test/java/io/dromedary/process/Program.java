package io.dromedary.process;

import io.dromedary.Dromedary;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is started: the jar that users get, once it is built; the classes that go into it before. */
public record Program(List<String> command) {

    public static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final String HEAP = "-Xmx256m";

    /** At half the processor time for a start, which is what tests mostly wait for. */
    private static final String QUICK_START = "-XX:TieredStopAtLevel=1";

    /** The jar as it is. */
    static Program jar() throws IOException {
        return builtJar()
                .map(jar -> new Program(List.of(JAVA, HEAP, "-jar", jar.toString())))
                .orElseGet(Program::classes);
    }

    /** The jar unpacked as images of containers do it: the class path without nested jars starts twice as fast. */
    static Program unpacked(Path folder) throws IOException, InterruptedException {
        Optional<Path> jar = builtJar();
        if (jar.isEmpty()) {
            return classes();
        }
        Path destination = folder.resolve("program");
        int exitCode = new ProcessBuilder(
                        JAVA,
                        "-Djarmode=tools",
                        "-jar",
                        jar.get().toString(),
                        "extract",
                        "--destination",
                        destination.toString())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.INHERIT)
                .start()
                .waitFor();
        if (exitCode != 0) {
            throw new AssertionError("%s cannot be unpacked: %d".formatted(jar.get(), exitCode));
        }
        Path main = destination.resolve(jar.get().getFileName().toString());
        return new Program(List.of(JAVA, HEAP, QUICK_START, "-jar", main.toString()));
    }

    /** The same with more options of its JVM. */
    Program with(String... options) {
        List<String> more = new ArrayList<>(command);
        more.addAll(1, List.of(options));
        return new Program(more);
    }

    /** The classes as they are, beside those of the tests. */
    static Program classes() {
        return new Program(List.of(
                JAVA, HEAP, QUICK_START, "-cp", System.getProperty("java.class.path"), Dromedary.class.getName()));
    }

    private static Optional<Path> builtJar() throws IOException {
        try (Stream<Path> built = Files.list(Path.of("target"))) {
            return built.filter(file -> file.getFileName().toString().matches("dromedary-.*\\.jar"))
                    .findFirst()
                    .map(Path::toAbsolutePath);
        }
    }
}
