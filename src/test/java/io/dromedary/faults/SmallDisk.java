package io.dromedary.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;

/** A folder that is a file system of its own, so that it can be full. */
record SmallDisk(Path folder) {

    /** Skips the scenario, and says so, where nothing may be mounted. */
    static SmallDisk mount(Path folder, int megabytes) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        // The users of the servers must be able to pass.
        Files.setPosixFilePermissions(
                Objects.requireNonNull(folder.getParent()), PosixFilePermissions.fromString("rwx--x--x"));
        try {
            Shell.run(List.of("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString()));
        } catch (IOException e) {
            System.out.println("SKIPPED: no file system can be mounted: " + e.getMessage());
            Assumptions.abort("No file system can be mounted");
        }
        return new SmallDisk(folder);
    }

    /** Takes all the space that is left. */
    void fill() throws IOException, InterruptedException {
        // It ends when there is no space left, which is no failure here.
        new ProcessBuilder("dd", "if=/dev/zero", "of=" + filler(), "bs=64k")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    void free() throws IOException {
        Files.deleteIfExists(filler());
    }

    private Path filler() {
        return folder.resolve("filler");
    }
}
