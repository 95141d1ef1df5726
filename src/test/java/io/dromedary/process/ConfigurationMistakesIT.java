package io.dromedary.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Promise S-7 in a process of its own: it ends with a code other than 0 after a single line, before anything is
 * started. (ConfigurationCheckTest has every key.)
 */
@Tag("standalone")
class ConfigurationMistakesIT {

    /** Promised are five seconds; a machine that does much else is given more. */
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private static final String VALUE = "zq-canary";

    @TempDir
    static Path folder;

    private static Program program;

    @BeforeAll
    static void unpack() throws Exception {
        program = Program.unpacked(folder);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(Map.of("DROMEDARY_JOB_ATTEMPTS", VALUE), "dromedary.job.attempts"),
                Arguments.of(Map.of("DROMEDARY_JOB_LEASE", "1s"), "dromedary.job.lease"),
                Arguments.of(Map.of("DROMEDARY_ADMIN_KEY", VALUE), "dromedary.admin-key"),
                Arguments.of(Map.of("DROMEDARY_ROLES", VALUE), "dromedary.roles"),
                Arguments.of(Map.of("DROMEDARY_STORE_SECRET_KEY", VALUE), "dromedary.store.secret-key"),
                Arguments.of(Map.of("SPRING_DATASOURCE_URL", VALUE), "spring.datasource.url"),
                Arguments.of(Map.of("SPRING_RABBITMQ_ADDRESSES", VALUE + ":port"), "spring.rabbitmq.addresses"),
                Arguments.of(Map.of("SPRING_DATASOURCE_PASSWORD", VALUE), "spring.datasource.url"),
                Arguments.of(Map.of("DROMEDARY_STANDALONE_ENABLED", "false"), "dromedary.store.endpoint"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void oneLineNamesTheKeyAndNotItsValue(Map<String, String> environment, String key) throws Exception {
        Path output = Files.createTempFile(folder, "output", ".log");
        long begin = System.nanoTime();
        Process process = launch(environment, output);
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        System.out.printf("%s refused after %.1f s%n", key, (System.nanoTime() - begin) / 1e9);
        assertThat(process.exitValue()).isNotZero();
        assertThat(Files.readAllLines(output))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains("ERROR", "Cannot start: ", key)
                        .doesNotContain(VALUE));
    }

    private static Process launch(Map<String, String> environment, Path output) throws IOException {
        var command = new ArrayList<>(program.command());
        command.addAll(List.of("--server.port=0", "--management.server.port=0"));
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.matches("(DROMEDARY|SPRING|CAMEL|SERVER|MANAGEMENT)_.*|JAVA_TOOL_OPTIONS"));
        builder.environment().putAll(environment);
        return builder.start();
    }
}
