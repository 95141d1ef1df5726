package io.dromedary.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;

class IntakePropertiesTest {

    private final ApplicationContextRunner context =
            new ApplicationContextRunner().withUserConfiguration(Configuration.class);

    @Test
    void haveDefaults() {
        context.run(started -> assertThat(started)
                .getBean(IntakeProperties.class)
                .isEqualTo(new IntakeProperties(
                        DataSize.ofMegabytes(200),
                        DataSize.ofKilobytes(16),
                        Duration.ofHours(24),
                        Duration.ofMinutes(10),
                        200,
                        DataSize.ofKilobytes(1),
                        Duration.ofSeconds(10))));
    }

    @ParameterizedTest
    @CsvSource({
        "max-size=0, dromedary.intake.max-size (0B) must be positive",
        "inline-size=-1B, dromedary.intake.inline-size (-1B) must be between 0 and 32KB",
        "inline-size=32769B, dromedary.intake.inline-size (32769B) must be between 0 and 32KB",
        "key-lifetime=59s, dromedary.intake.key-lifetime (PT59S) must be at least 1m",
        "purge-keys=0s, dromedary.intake.purge-keys (PT0S) must be at least 1s",
        "max-uploads=1, dromedary.intake.max-uploads (1) must be at least 2",
        "min-rate=-1B, dromedary.intake.min-rate (-1B) must be at least 0",
        "slow-start=0s, dromedary.intake.slow-start (PT0S) must be at least 1ms",
        "maxsize2=1MB, dromedary.intake.maxsize2",
    })
    void refuseWhatMakesNoSense(String property, String message) {
        context.withPropertyValues("dromedary.intake." + property)
                .run(failed -> assertThat(failed).getFailure().hasStackTraceContaining(message));
    }

    @EnableConfigurationProperties(IntakeProperties.class)
    static class Configuration {}
}
