package io.dromedary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Promise S-6: the register of vulnerabilities in SECURITY.md speaks of what is built, by the bill of materials, and
 * each guard that it names exists.
 */
class RegisterTest {

    private static final Path REGISTER = Path.of("SECURITY.md");
    private static final Path BILL = Path.of("target/classes/META-INF/sbom/application.cdx.json");

    /** What the register calls a part, and the artifact that has its version. */
    private static final Map<String, String> PARTS = Map.ofEntries(
            Map.entry("Tomcat", "org.apache.tomcat.embed:tomcat-embed-core"),
            Map.entry("Spring Framework", "org.springframework:spring-core"),
            Map.entry("HttpComponents Core 5", "org.apache.httpcomponents.core5:httpcore5"),
            Map.entry("HttpComponents Client 5", "org.apache.httpcomponents.client5:httpclient5"),
            Map.entry("Micrometer", "io.micrometer:micrometer-core"),
            Map.entry("PostgreSQL's JDBC driver", "org.postgresql:postgresql"),
            Map.entry("Logback", "ch.qos.logback:logback-core"),
            Map.entry("Jackson 2", "com.fasterxml.jackson.core:jackson-core"),
            Map.entry("Jackson 3", "tools.jackson.core:jackson-core"),
            Map.entry("Commons Lang", "org.apache.commons:commons-lang3"),
            Map.entry("Tika", "org.apache.tika:tika-core"),
            Map.entry("Bouncy Castle", "org.bouncycastle:bcprov-jdk18on"),
            Map.entry("Apache Camel", "org.apache.camel:camel-api"),
            Map.entry("Qpid Broker-J", "org.apache.qpid:qpid-broker-core"));

    @Test
    void everyGuardExists() throws IOException {
        List<String> guards = matches(register(), "`([A-Z]\\w+(?:Test|IT))`");
        assertThat(guards).hasSizeGreaterThan(10);
        try (Stream<Path> tests = Files.walk(Path.of("src/test/java"))) {
            List<String> names =
                    tests.map(test -> test.getFileName().toString()).toList();
            assertThat(guards).allSatisfy(guard -> assertThat(names).contains(guard + ".java"));
        }
    }

    @Test
    void whatAVersionClosesIsClosed() throws IOException {
        Map<String, String> built = built();
        Map<String, String> closed = closed();
        assertThat(closed.keySet()).isEqualTo(PARTS.keySet());
        closed.forEach((part, version) -> assertThat(Version.parse(String.valueOf(built.get(PARTS.get(part)))))
                .as(part)
                .isGreaterThanOrEqualTo(Version.parse(version)));
    }

    /** Decision 0045. */
    @Test
    void nothingOpensJmxToHttp() throws IOException {
        assertThat(built().keySet()).noneMatch(library -> library.matches("(?i).*(jolokia|hawt).*"));
    }

    /** Whatever is added or gets another version is looked up before it is built. */
    @Test
    void everyLibraryThatIsAskedForWasLookedUpInItsVersion() throws IOException {
        Map<String, String> built = built();
        List<String> asked = matches(
                Files.readString(Path.of("pom.xml"))
                        .replaceAll("(?s)<dependencyManagement>.*?</dependencyManagement>", "")
                        .replaceAll("(?s)<(build|profiles)>.*?</\\1>", "")
                        .replaceAll("(?s)<exclusions>.*?</exclusions>", ""),
                "(?s)<dependency>\\s*<groupId>(.*?)</groupId>\\s*<artifactId>(.*?)</artifactId>(?:(?!</dependency>).)*?</dependency>");
        Map<String, String> expected = new TreeMap<>();
        asked.stream()
                .filter(built::containsKey)
                .forEach(library -> expected.merge(
                        library.substring(0, library.indexOf(':')) + " " + built.get(library),
                        library.substring(library.indexOf(':') + 1),
                        "%s, %s"::formatted));
        List<String> rows = expected.entrySet().stream()
                .map(line -> "| `%s` | %s | %s |"
                        .formatted(
                                line.getKey().split(" ", -1)[0], line.getKey().split(" ", -1)[1], line.getValue()))
                .toList();
        assertThat(rows).hasSizeGreaterThan(20);
        List<String> register = register().lines().toList();
        assertThat(rows.stream().filter(row -> !register.contains(row)))
                .as("rows that the register lacks")
                .isEmpty();
    }

    private static String register() throws IOException {
        return Files.readString(REGISTER);
    }

    private static Map<String, String> closed() throws IOException {
        String register = register();
        String table = register.substring(register.indexOf("### Closed by a version"));
        return Pattern.compile("(?m)^\\| (?<part>[^|]+) \\| (?<version>\\d[\\w.]*)[^|]* \\|")
                .matcher(table.substring(0, table.indexOf("### Looked up")))
                .results()
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));
    }

    /** The versions of all libraries in the jar by group and artifact. */
    private static Map<String, String> built() throws IOException {
        assumeThat(BILL).as("made by an online build").exists();
        Map<String, String> versions = new TreeMap<>();
        for (JsonNode component : new ObjectMapper().readTree(BILL.toFile()).get("components")) {
            versions.put(
                    component.get("group").asText() + ":"
                            + component.get("name").asText(),
                    component.get("version").asText());
        }
        assertThat(versions).hasSizeGreaterThan(100);
        return versions;
    }

    /** The groups of each match, joined by a colon. */
    private static List<String> matches(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(RegisterTest::groups)
                .distinct()
                .toList();
    }

    private static String groups(MatchResult match) {
        return Stream.iterate(1, group -> group + 1)
                .limit(match.groupCount())
                .map(match::group)
                .collect(Collectors.joining(":"));
    }
}
