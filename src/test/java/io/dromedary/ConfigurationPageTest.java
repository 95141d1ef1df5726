package io.dromedary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.util.ClassUtils;

/**
 * Keeps the tables in {@code docs/configuration.md} equal to the records of properties, by the metadata that Spring
 * Boot's processor makes of their Javadoc. {@code mvn test -Dtest=ConfigurationPageTest -Ddocs.update=true} writes them
 * anew.
 */
class ConfigurationPageTest {

    private static final Path PAGE = Path.of("docs/configuration.md");
    private static final Path METADATA = Path.of("target/classes/META-INF/spring-configuration-metadata.json");

    private static final String HEAD = "| Key | Value | Default | Range | Meaning |\n| --- | --- | --- | --- | --- |\n";
    private static final Pattern TABLE = Pattern.compile("<!-- keys of (?<groups>.*) -->\n(\\|.*\n)*");
    private static final Pattern CODE = Pattern.compile("\\{@code ((?:[^{}]|\\{})*)}");
    private static final Pattern LINK = Pattern.compile("(?<![\\w(/])(\\w+\\.md)(#[\\w-]+)?");
    private static final Pattern DEFAULT = Pattern.compile(" Default: (?<text>.*?)\\.(?= Range: |$)");
    private static final Pattern RANGE = Pattern.compile(" Range: (?<text>.*)\\.$");

    private static final Map<String, String> VALUES = Map.of(
            "java.lang.Boolean", "true or false",
            "java.lang.Integer", "number",
            "java.lang.Double", "number",
            "java.math.BigDecimal", "number",
            "java.lang.String", "text",
            "java.net.URI", "URL",
            "java.nio.file.Path", "path",
            "java.time.Duration", "duration",
            "org.springframework.util.unit.DataSize", "size");

    @Test
    void theTablesShowTheKeysAsTheyAre() throws IOException {
        Map<String, List<JsonNode>> keys = keys();
        TreeSet<String> missing = new TreeSet<>(keys.keySet());
        String page = TABLE.matcher(Files.readString(PAGE)).replaceAll(table -> {
            List<String> groups = List.of(table.group(1).split(", "));
            missing.removeAll(groups);
            return Matcher.quoteReplacement(table(groups, keys));
        });
        assertThat(missing).as("prefixes without a table").isEmpty();
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).hasContent(page);
    }

    @Test
    void everyKeyHasAMeaning() throws IOException {
        assertThat(keys().values().stream().flatMap(List::stream))
                .isNotEmpty()
                .allSatisfy(key -> assertThat(key.path("description").asText())
                        .as(key.get("name").asText())
                        .isNotBlank());
    }

    /** The keys of this program by the prefix of their record, in the record's order. */
    private static Map<String, List<JsonNode>> keys() throws IOException {
        JsonNode metadata = new ObjectMapper().readTree(METADATA.toFile());
        return StreamSupport.stream(metadata.get("properties").spliterator(), false)
                .filter(key -> key.get("name").asText().startsWith("dromedary."))
                .collect(Collectors.groupingBy(ConfigurationPageTest::group, LinkedHashMap::new, Collectors.toList()));
    }

    private static String group(JsonNode key) {
        String name = key.get("name").asText();
        return name.substring(0, name.lastIndexOf('.'));
    }

    private static String table(List<String> groups, Map<String, List<JsonNode>> keys) {
        return groups.stream()
                .flatMap(group -> Objects.requireNonNull(keys.get(group), group).stream()
                        .sorted(Comparator.comparingInt(ConfigurationPageTest::position)))
                .map(ConfigurationPageTest::row)
                .collect(Collectors.joining(
                        "", "<!-- keys of %s -->\n".formatted(String.join(", ", groups)) + HEAD, ""));
    }

    /** Where the record has it; the metadata is in the order of the alphabet. */
    private static int position(JsonNode key) {
        Class<?> record = ClassUtils.resolveClassName(key.get("sourceType").asText(), null);
        String name = key.get("name").asText();
        String last = name.substring(name.lastIndexOf('.') + 1).replace("-", "");
        List<String> components = Arrays.stream(record.getRecordComponents())
                .map(component -> component.getName().toLowerCase(Locale.ROOT))
                .toList();
        assertThat(components).contains(last);
        return components.indexOf(last);
    }

    private static String row(JsonNode key) {
        String description = key.path("description").asText();
        String range = part(RANGE, description);
        String meaning =
                DEFAULT.matcher(RANGE.matcher(description).replaceFirst("")).replaceFirst("");
        String fallback = part(DEFAULT, RANGE.matcher(description).replaceFirst(""));
        return "| `%s` | %s | %s | %s | %s |\n"
                .formatted(
                        key.get("name").asText(),
                        value(key.get("type").asText()),
                        fallback.isEmpty() ? standard(key.path("defaultValue")) : markdown(fallback),
                        markdown(range),
                        markdown(meaning.substring(0, 1).toUpperCase(Locale.ROOT) + meaning.substring(1)));
    }

    private static String part(Pattern pattern, String description) {
        return pattern.matcher(description)
                .results()
                .findFirst()
                .map(MatchResult::group)
                .map(text -> text.substring(text.indexOf(": ") + 2, text.length() - 1))
                .orElse("");
    }

    private static String standard(JsonNode value) {
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false)
                    .map(one -> "`" + one.asText() + "`")
                    .collect(Collectors.joining(", "));
        }
        return value.isMissingNode() ? "" : "`" + value.asText() + "`";
    }

    private static String value(String type) {
        if (VALUES.containsKey(type)) {
            return Objects.requireNonNull(VALUES.get(type));
        }
        Matcher list = Pattern.compile("java\\.util\\.(?:List|Set)<(.*)>").matcher(type);
        if (list.matches()) {
            return "list of " + value(list.group(1));
        }
        Class<?> known = ClassUtils.resolveClassName(type, null);
        if (known.isRecord()) {
            return "keys";
        }
        Object[] constants = known.getEnumConstants();
        return Stream.of(constants)
                .map(constant -> "`" + constant.toString().toLowerCase(Locale.ROOT) + "`")
                .collect(Collectors.joining(", "));
    }

    private static String markdown(String javadoc) {
        String code = CODE.matcher(javadoc).replaceAll("`$1`");
        return LINK.matcher(code)
                .replaceAll(link -> "[%s](%s)".formatted(link.group(1), link.group()))
                .replace("|", "\\|");
    }
}
