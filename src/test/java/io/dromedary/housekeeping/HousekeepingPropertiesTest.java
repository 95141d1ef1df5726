package io.dromedary.housekeeping;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class HousekeepingPropertiesTest {

    private final ApplicationContextRunner context =
            new ApplicationContextRunner().withUserConfiguration(Configuration.class);

    @Test
    void haveDefaults() {
        context.run(started -> {
            assertThat(started)
                    .getBean(RetentionProperties.class)
                    .isEqualTo(new RetentionProperties(
                            Duration.ofHours(24),
                            Duration.ofHours(24),
                            Duration.ofDays(7),
                            Duration.ofDays(30),
                            Duration.ofMinutes(1),
                            200));
            assertThat(started)
                    .getBean(ReconcileProperties.class)
                    .isEqualTo(new ReconcileProperties(
                            Duration.ofMinutes(5),
                            Duration.ofHours(1),
                            Duration.ofDays(3),
                            Duration.ofHours(6),
                            1_000,
                            20));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "retention.failed=-1s, dromedary.retention.failed (PT-1S) must be between 0 and 3650d",
        "retention.batch=0, dromedary.retention.batch (0) must be between 1 and 10000",
        "retention.interval=0s, dromedary.retention.interval (PT0S) must be at least 1s",
        "retention.complete=1d, dromedary.retention.complete",
        "reconcile.grace=59s, dromedary.reconcile.grace (PT59S) must be at least 1m",
        "reconcile.upload-age=59m, dromedary.reconcile.upload-age (PT59M) must be at least 1h",
        "reconcile.stall=59s, dromedary.reconcile.stall (PT59S) must be at least 1m",
        "reconcile.batch=1001, dromedary.reconcile.batch (1001) must be between 1 and 1000",
        "reconcile.pages=0, dromedary.reconcile.pages (0) must be between 1 and 100000",
        "reconcile.page=1, dromedary.reconcile.page",
    })
    void refuseWhatMakesNoSense(String property, String message) {
        context.withPropertyValues("dromedary." + property)
                .run(failed -> assertThat(failed).getFailure().hasStackTraceContaining(message));
    }

    @EnableConfigurationProperties({RetentionProperties.class, ReconcileProperties.class})
    static class Configuration {}
}
