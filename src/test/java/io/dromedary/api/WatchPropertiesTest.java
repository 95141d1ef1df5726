package io.dromedary.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class WatchPropertiesTest {

    private final ApplicationContextRunner context =
            new ApplicationContextRunner().withUserConfiguration(Configuration.class);

    @Test
    void haveDefaults() {
        context.run(started -> assertThat(started)
                .getBean(WatchProperties.class)
                .isEqualTo(new WatchProperties(
                        Duration.ofMillis(500), 200, 50, Duration.ofSeconds(15), Duration.ofHours(1))));
    }

    @ParameterizedTest
    @CsvSource({
        "interval=49ms, dromedary.watch.interval (PT0.049S) must be between 50ms and 10s",
        "interval=11s, dromedary.watch.interval (PT11S) must be between 50ms and 10s",
        "streams=0, must be greater than or equal to 1",
        "waits=-1, must be greater than or equal to 0",
        "heartbeat=0s, dromedary.watch.heartbeat (PT0S) must be between 1s and 5m",
        "lifetime=1s, dromedary.watch.lifetime (PT1S) must be at least dromedary.watch.heartbeat",
        "stream=3, dromedary.watch.stream",
    })
    void refuseWhatMakesNoSense(String property, String message) {
        context.withPropertyValues("dromedary.watch." + property)
                .run(failed -> assertThat(failed).getFailure().hasStackTraceContaining(message));
    }

    @EnableConfigurationProperties(WatchProperties.class)
    static class Configuration {}
}
