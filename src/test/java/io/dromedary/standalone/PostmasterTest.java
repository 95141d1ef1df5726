package io.dromedary.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostmasterTest {

    /** A process that lives for as long as the test: this one. */
    private static final ProcessHandle PROCESS = ProcessHandle.current();

    @TempDir
    Path data;

    @Test
    void isAnOrphanIfItsProgramLiesBelowOurFolder() throws IOException {
        Files.writeString(file(), PROCESS.pid() + "\n" + data + "\n");
        Path programs = Path.of(System.getProperty("java.home")).toRealPath();
        assertThat(Postmaster.orphan(data, programs)).contains(PROCESS);
        assertThat(file()).exists();
    }

    @Test
    void isNoOrphanIfTheNumberNowBelongsToAnotherProgram() throws IOException {
        Files.writeString(file(), PROCESS.pid() + "\n" + data + "\n");
        assertThat(Postmaster.orphan(data, data)).isEmpty();
        assertThat(file()).doesNotExist();
    }

    @Test
    void isNoOrphanIfTheProcessHasEnded() throws IOException, InterruptedException {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        Files.writeString(file(), ended.pid() + "\n");
        assertThat(Postmaster.orphan(data, Path.of("/"))).isEmpty();
        assertThat(file()).doesNotExist();
    }

    @Test
    void isNoOrphanIfTheFileIsMissingOrBroken() throws IOException {
        assertThat(Postmaster.orphan(data, Path.of("/"))).isEmpty();
        Files.writeString(file(), "");
        assertThat(Postmaster.orphan(data, Path.of("/"))).isEmpty();
        Files.writeString(file(), "-1\n");
        assertThat(Postmaster.orphan(data, Path.of("/"))).isEmpty();
    }

    private Path file() {
        return data.resolve("postmaster.pid");
    }
}
