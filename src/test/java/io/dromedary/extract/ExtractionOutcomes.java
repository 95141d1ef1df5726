package io.dromedary.extract;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.error.Failure;
import io.dromedary.intake.Detection;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/**
 * Sends the odd documents with which Tika tests its parsers through the sandbox and writes how each of them ends. Not
 * one of the tests that always run:
 *
 * <pre>mvn -Pextraction-outcomes test -Dtest=ExtractionOutcomes</pre>
 */
class ExtractionOutcomes {

    private static final Path PAGE = Path.of("docs/extraction-outcomes.md");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    /**
     * How a document ends.
     *
     * @param outcome {@code read}, or the code of its failure
     */
    private record Outcome(String name, String type, String outcome, long millis) {}

    @Test
    void everyDocumentEndsInATypedOutcome() throws IOException {
        var properties = new ExtractProperties(
                1,
                DataSize.ofMegabytes(512),
                200,
                LIMIT,
                LIMIT,
                20_000,
                200,
                DataSize.ofGigabytes(1),
                300_000_000,
                Path.of("/dev/shm"));
        ParserPool pool = new ParserPool(properties, folder.resolve("sandbox"), 1, false, null);
        List<Outcome> outcomes = new ArrayList<>();
        try {
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
                if (entry.matches(".*tika-parser-.*-tests\\.jar")) {
                    read(
                            new Extractor(pool, new MemoryFolder(pool.properties(), Path.of("data"))),
                            new JarFile(entry),
                            outcomes);
                }
            }
        } finally {
            pool.destroy();
        }
        Files.writeString(PAGE, page(outcomes));
        System.out.println(Files.readString(PAGE));
        assertThat(outcomes).hasSizeGreaterThan(500).allSatisfy(outcome -> {
            assertThat(outcome.millis()).isLessThan(LIMIT.plusSeconds(10).toMillis());
            assertThat(outcome.outcome()).isNotIn("parser_unavailable", "internal_error");
        });
    }

    private void read(Extractor extractor, JarFile jar, List<Outcome> outcomes) throws IOException {
        try (jar) {
            for (JarEntry entry : jar.stream()
                    .filter(entry -> entry.getName().startsWith("test-documents/") && !entry.isDirectory())
                    .toList()) {
                byte[] document = jar.getInputStream(entry).readAllBytes();
                outcomes.add(read(extractor, entry.getName().substring("test-documents/".length()), document));
            }
        }
    }

    private Outcome read(Extractor extractor, String name, byte[] document) throws IOException {
        Path file = Files.write(folder.resolve("document"), document);
        long begin = System.nanoTime();
        String type = "";
        String outcome;
        try {
            type = Detection.type(document, name);
            try (Extraction extraction = extractor.open(file, type)) {
                boolean text = false;
                while (extraction.hasNext()) {
                    text = !extraction.next().text().isBlank() || text;
                }
                outcome = text ? extraction.unreadablePages().isEmpty() ? "read" : "degraded" : "nothing";
            }
        } catch (Failure e) {
            outcome = e.code().code();
        }
        return new Outcome(name, type, outcome, (System.nanoTime() - begin) / 1_000_000);
    }

    private static String page(List<Outcome> outcomes) {
        StringBuilder page = new StringBuilder("""
                # How odd documents end

                Written by `mvn -Pextraction-outcomes test -Dtest=ExtractionOutcomes`, which sends the documents with
                which Apache Tika 3.3.1 tests its parsers through the sandbox (512 MB of heap, 60 s). A document without a
                type was refused at the upload: it is of a format that the service does not read.

                """);
        Outcome slowest =
                outcomes.stream().max(Comparator.comparing(Outcome::millis)).orElseThrow();
        page.append("%d documents; the slowest, `%s`, took %.1f s.%n%n"
                .formatted(outcomes.size(), slowest.name(), slowest.millis() / 1000.0));
        page.append("| Type | Outcome | Documents |\n| --- | --- | --- |\n");
        Map<String, Long> counts = outcomes.stream()
                .collect(Collectors.groupingBy(
                        outcome -> "| %s | `%s` |".formatted(outcome.type(), outcome.outcome()),
                        TreeMap::new,
                        Collectors.counting()));
        counts.forEach((row, count) -> page.append("%s %d |%n".formatted(row, count)));
        page.append("\n## Not read, though of a type that is\n\n| Document | Type | Outcome |\n| --- | --- | --- |\n");
        Stream<Outcome> failed = outcomes.stream()
                .filter(outcome ->
                        !outcome.type().isEmpty() && !outcome.outcome().equals("read"));
        failed.forEach(outcome ->
                page.append("| `%s` | %s | `%s` |%n".formatted(outcome.name(), outcome.type(), outcome.outcome())));
        return page.toString();
    }
}
