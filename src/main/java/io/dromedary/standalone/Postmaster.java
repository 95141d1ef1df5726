package io.dromedary.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the parent process of a PostgreSQL server through the file that it keeps in its data, {@code postmaster.pid}.
 */
final class Postmaster {

    private Postmaster() {}

    /** The live process that the file names, whatever it is. */
    static Optional<ProcessHandle> named(Path data) throws IOException {
        Path file = data.resolve("postmaster.pid");
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        return Files.readAllLines(file).stream()
                .findFirst()
                .map(String::strip)
                .filter(line -> line.matches("\\d{1,18}"))
                .map(Long::valueOf)
                .flatMap(ProcessHandle::of)
                .filter(ProcessHandle::isAlive);
    }

    /**
     * The server that an earlier process of ours left running on the data, if any. A server that was killed leaves the
     * file behind, and its number may meanwhile belong to any other process: one counts as ours only if the program it
     * runs lies below our own folder. The file goes if what it names has ended or is not ours, because PostgreSQL would
     * not start as long as any process of this user has that number.
     */
    static Optional<ProcessHandle> orphan(Path data, Path programs) throws IOException {
        Optional<ProcessHandle> process = named(data);
        Optional<Path> program =
                process.flatMap(handle -> handle.info().command()).map(Path::of);
        if (program.isPresent() && program.get().startsWith(programs)) {
            return process;
        }
        // Of a process that does not show its program we know nothing: then PostgreSQL shall decide.
        if (process.isEmpty() || program.isPresent()) {
            Files.deleteIfExists(data.resolve("postmaster.pid"));
        }
        return Optional.empty();
    }
}
