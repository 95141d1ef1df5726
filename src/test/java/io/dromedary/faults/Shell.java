package io.dromedary.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs commands to their end. */
final class Shell {

    private static final int LIMIT_MINUTES = 5;

    private Shell() {}

    /** What a command printed; it must succeed. */
    static String run(List<String> command) throws IOException, InterruptedException {
        // A file, because servers that the command starts keep its output open.
        Path output = Files.createTempFile("command", ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
            String printed = Files.readString(output, StandardCharsets.UTF_8);
            if (!ended || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("%s ended with %s:%n%s"
                        .formatted(String.join(" ", command), ended ? process.exitValue() : "no end", printed));
            }
            return printed;
        } finally {
            Files.delete(output);
        }
    }
}
