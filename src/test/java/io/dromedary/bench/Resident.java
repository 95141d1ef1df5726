package io.dromedary.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory that a process has in RAM, as Linux counts it in {@code /proc/PID/status} (proc(5)). */
final class Resident {

    private Resident() {}

    /**
     * A line of the status.
     *
     * @param field {@code VmRSS} for now, {@code VmHWM} for the most until now
     * @return 0 if the process has ended
     */
    static long kilobytes(long pid, String field) {
        try {
            return Files.readAllLines(Path.of("/proc/%d/status".formatted(pid))).stream()
                    .filter(line -> line.startsWith(field + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
