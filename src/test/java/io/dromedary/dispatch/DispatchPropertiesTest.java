package io.dromedary.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class DispatchPropertiesTest {

    private final ApplicationContextRunner context =
            new ApplicationContextRunner().withUserConfiguration(Configuration.class);

    @Test
    void haveDefaults() {
        context.run(started -> {
            DispatchProperties properties = started.getBean(DispatchProperties.class);
            assertThat(properties)
                    .isEqualTo(new DispatchProperties(
                            "dromedary.jobs.v1", 8, Duration.ofSeconds(1), Duration.ofSeconds(5), QueueType.AUTO));
            assertThat(properties.deadQueue()).isEqualTo("dromedary.jobs.v1.dead");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "depth=0, dromedary.dispatch.depth (0) must be between 1 and 10000",
        "depth=10001, dromedary.dispatch.depth (10001) must be between 1 and 10000",
        "'queue= ', queue",
        "qeue=x, dromedary.dispatch.qeue",
    })
    void refuseWhatMakesNoSense(String property, String message) {
        context.withPropertyValues("dromedary.dispatch." + property)
                .run(failed -> assertThat(failed)
                        .getFailure()
                        .hasStackTraceContaining(message)
                        .hasStackTraceContaining("dromedary.dispatch"));
    }

    @EnableConfigurationProperties(DispatchProperties.class)
    static class Configuration {}
}
