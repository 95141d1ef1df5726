package io.dromedary.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ClassPathResource;

/** Promise S-4: one event is one line, whatever its message says, and what follows is a stack trace at most. */
class LogPatternTest {

    private static final String FORGED = "a\r\n2026-01-01T00:00:00.000Z  INFO forged\u2028b\u001b[31m\u0085c";
    private static final String EVENT = "\\d{4}-\\d\\d-\\d\\dT.*";

    @Test
    void aMessageStaysOnItsLine() throws Exception {
        assertThat(lines(FORGED, null))
                .singleElement()
                .satisfies(line -> assertThat(line).contains(" : a 2026-01-01T00:00:00.000Z  INFO forged b [31m c"));
    }

    @Test
    void theMessageOfAnExceptionIsNoEvent() throws Exception {
        var cause = new IllegalArgumentException(FORGED);
        cause.addSuppressed(new IllegalStateException(FORGED));
        List<String> lines = lines("It failed", new IllegalStateException(FORGED, cause));
        assertThat(lines.stream().filter(line -> line.matches(EVENT))).hasSize(1);
        assertThat(lines.stream().filter(line -> line.contains("forged")))
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).containsPattern("Exception: a +2026-01-01"));
        assertThat(String.join("", lines)).doesNotContain("\u001b", "\r", "\u0085", "\u2028");
        assertThat(lines).anySatisfy(line -> assertThat(line).startsWith("\tat io.dromedary.observe.LogPatternTest"));
    }

    private static List<String> lines(String message, @Nullable Throwable thrown) throws Exception {
        var context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        Logger logger = context.getLogger("io.dromedary.Test");
        var layout = new PatternLayout();
        layout.setContext(context);
        layout.setPattern(pattern());
        layout.start();
        return layout.doLayout(
                        new LoggingEvent(LogPatternTest.class.getName(), logger, Level.INFO, message, thrown, null))
                .lines()
                .toList();
    }

    private static String pattern() throws Exception {
        return Objects.requireNonNull((String) new YamlPropertySourceLoader()
                .load("application", new ClassPathResource("application.yaml"))
                .get(0)
                .getProperty("logging.pattern.console"));
    }
}
