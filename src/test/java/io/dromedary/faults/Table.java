package io.dromedary.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;

/** Prints what all scenarios of a run found, and leaves it in {@code target/faults.md}. */
final class Table implements CloseableResource {

    private final List<Row> rows = new ArrayList<>();

    /** Takes the line down, and fails if it says that something was lost, doubled or unexpected. */
    synchronized void expectNothingLostOrDoubled(Row row) {
        System.out.println(row.line());
        rows.add(row);
        assertThat(row.lost()).as("lost: %s", row).isZero();
        assertThat(row.duplicated()).as("duplicated: %s", row).isZero();
        assertThat(row.unexpected()).as("unexpected: %s", row).isZero();
    }

    @Override
    public synchronized void close() throws IOException {
        if (rows.isEmpty()) {
            return;
        }
        String table = Row.HEAD
                + rows.stream().map(Row::line).sorted().collect(Collectors.joining(System.lineSeparator()))
                + System.lineSeparator();
        System.out.printf("%nWhat the fault suite found (%d processors):%n%n%s%n", processors(), table);
        Files.writeString(Path.of("target", "faults.md"), table);
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }
}
