package io.dromedary.extract;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tesseract, the program, for one picture at a time. It is a child of the process that reads documents, and has bounds
 * of its own, which the shell sets: should that process be ended, it ends soon after.
 *
 * @param languages joined by plus signs
 * @param maxPages of a document
 * @param pageSeconds of a processor
 * @param megabytes of address space
 */
record Ocr(String languages, int maxPages, int pageSeconds, long megabytes) {

    /** The system property that tells a process of its own. */
    private static final String PROPERTY = "dromedary.ocr";

    private static final String PROGRAM = "tesseract";

    private static final String COMMAND =
            "ulimit -t \"$1\"; ulimit -v \"$2\"; exec " + PROGRAM + " stdin stdout -l \"$3\" --psm 3";

    /** What is left of the patience with a busy machine. */
    private static final int WALL_FACTOR = 3;

    /** Whether the program is where programs are found. */
    static boolean isInstalled() {
        return Stream.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, PROGRAM)));
    }

    /** An option of the Java command. */
    String option() {
        return "-D%s=%s,%d,%d,%d".formatted(PROPERTY, languages, maxPages, pageSeconds, megabytes);
    }

    /** What the option of this process says; null without one, or without the program. */
    static @Nullable Ocr ofThisProcess() {
        String option = System.getProperty(PROPERTY);
        if (option == null || !isInstalled()) {
            return null;
        }
        String[] parts = option.split(",", 4);
        return new Ocr(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]), Long.parseLong(parts[3]));
    }

    /**
     * The text of a picture, or null when it takes too long or too much.
     *
     * @param folder for the picture and the text
     * @param picture in a format that Tesseract reads
     */
    @Nullable
    String read(Path folder, byte[] picture) throws IOException {
        Path in = Files.createTempFile(folder, "page", ".pgm");
        Path out = Files.createTempFile(folder, "page", ".txt");
        try {
            Files.write(in, picture);
            return run(in, out) ? Files.readString(out).replace("\f", "") : null;
        } finally {
            Files.delete(in);
            Files.delete(out);
        }
    }

    private boolean run(Path in, Path out) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        "/bin/sh",
                        "-c",
                        COMMAND,
                        "sh",
                        String.valueOf(pageSeconds),
                        String.valueOf(megabytes * 1024),
                        languages))
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        // Threads of its own would only wait for each other.
        builder.environment().put("OMP_THREAD_LIMIT", "1");
        Process process = builder.start();
        try {
            return process.waitFor((long) WALL_FACTOR * pageSeconds, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("Stopped while a page was read", e));
        } finally {
            process.destroyForcibly();
        }
    }
}
