package io.dromedary.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** What a scenario needs of the machine. */
final class Installed {

    private Installed() {}

    /** Skips the scenario, and says so, where a file is missing. */
    static void require(String file, String remedy) {
        if (!Files.exists(Path.of(file))) {
            System.out.printf("SKIPPED: %s is missing (%s)%n", file, remedy);
            Assumptions.abort(file + " is missing: " + remedy);
        }
    }
}
