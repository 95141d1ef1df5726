package io.dromedary.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * The processor time of processes and of all that they have started, those that have ended included: user and system,
 * of every thread, compiler and garbage collector among them. Read from Linux's {@code /proc/PID/stat} (proc(5)).
 */
final class ProcessorTime {

    /** Fields behind the name of the program, from the state on: utime, stime, cutime and cstime. */
    private static final int UTIME = 11;

    private static final int COUNTED = 4;

    /** {@code sysconf(_SC_CLK_TCK)}, which is 100 on every Linux that Java runs on. */
    private static final long NANOS_PER_TICK = 10_000_000;

    private ProcessorTime() {}

    static Duration of(long pid) {
        return ProcessHandle.of(pid)
                .map(process -> sum(Stream.concat(Stream.of(process), process.descendants())))
                .orElse(Duration.ZERO);
    }

    /** Without what it has started, but for those that have ended. */
    static Duration alone(long pid) {
        return Duration.ofNanos(NANOS_PER_TICK * ticks(pid));
    }

    /** Of all processes whose program lies below a folder. */
    static Duration ofProgramsIn(Path folder) {
        return sum(ProcessHandle.allProcesses()
                .filter(process -> process.info().command().orElse("").startsWith(folder.toString())));
    }

    private static Duration sum(Stream<ProcessHandle> processes) {
        return Duration.ofNanos(NANOS_PER_TICK
                * processes.mapToLong(process -> ticks(process.pid())).sum());
    }

    private static long ticks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/%d/stat".formatted(pid)));
            return Stream.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1))
                    .skip(UTIME)
                    .limit(COUNTED)
                    .mapToLong(Long::parseLong)
                    .sum();
        } catch (NoSuchFileException e) {
            // Ended since, and counted with the process that started it.
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
