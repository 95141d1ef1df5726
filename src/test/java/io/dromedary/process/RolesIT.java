package io.dromedary.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What processes with some of the roles do, and what they leave to others. */
@Tag("standalone")
class RolesIT {

    @TempDir
    static Path folder;

    @Test
    void aProcessWithoutIntakeServesNoApiAndWithoutWorkReadsNoDocuments() throws Exception {
        Program program = Program.unpacked(folder);
        Path data = folder.toRealPath().resolve("data");
        UUID job;
        try (var intake = ServiceProcess.start(program, data, "--dromedary.roles=intake")) {
            job = intake.api().upload(Manuscript.of("Roles", 2));
            assertThat(intake.listens()).isTrue();
            assertThat(intake.readers()).isZero();
            assertThat(intake.ledger().listeners()).isZero();
            assertThat(intake.stop()).isIn(0, 143);
        }
        try (var other = ServiceProcess.start(program, data, "--dromedary.roles=dispatch,deliver,watch")) {
            assertThat(other.listens()).isFalse();
            assertThat(other.readers()).isZero();
            assertThat(other.ledger().listeners()).isOne();
            assertThat(other.stop()).isIn(0, 143);
        }
        try (var work = ServiceProcess.start(program, data, "--dromedary.roles=dispatch,work")) {
            work.await(
                    "the document",
                    Duration.ofSeconds(60),
                    () -> work.ledger().history(job).contains("completed 1"));
            assertThat(work.listens()).isFalse();
            assertThat(work.readers()).isPositive();
        }
    }
}
