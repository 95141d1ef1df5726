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
                .isEqualTo(new IntakeProperties(DataSize.ofMegabytes(200), Duration.ofHours(24))));
    }

    @ParameterizedTest
    @CsvSource({
        "max-size=0, dromedary.intake.max-size (0B) must be positive",
        "key-lifetime=59s, dromedary.intake.key-lifetime (PT59S) must be at least 1m",
        "maxsize2=1MB, dromedary.intake.maxsize2",
    })
    void refuseWhatMakesNoSense(String property, String message) {
        context.withPropertyValues("dromedary.intake." + property)
                .run(failed -> assertThat(failed).getFailure().hasStackTraceContaining(message));
    }

    @EnableConfigurationProperties(IntakeProperties.class)
    static class Configuration {}
}
