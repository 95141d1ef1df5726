package io.dromedary.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ErrorsPageTest {

    private static final Pattern ROW = Pattern.compile("\\| `([a-z_]+)` \\| (\\d+) \\|.*\\| .+ \\|");

    @Test
    void explainsEveryCodeWithItsStatusAndNoOther() throws IOException {
        List<String> explained = Files.readAllLines(Path.of("docs/errors.md")).stream()
                .map(ROW::matcher)
                .filter(row -> row.matches())
                .map(row -> row.group(1) + " " + row.group(2))
                .toList();
        assertThat(explained)
                .containsExactlyInAnyOrderElementsOf(Stream.of(ErrorCode.values())
                        .map(code -> code.code() + " " + code.status())
                        .toList());
    }
}
