package io.dromedary.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class JobPropertiesTest {

    private final ApplicationContextRunner context =
            new ApplicationContextRunner().withUserConfiguration(Configuration.class);

    @Test
    void haveDefaults() {
        context.run(started -> {
            assertThat(started)
                    .getBean(JobProperties.class)
                    .isEqualTo(new JobProperties(
                            Duration.ofSeconds(30),
                            Duration.ofMinutes(1),
                            3,
                            Duration.ofSeconds(2),
                            Duration.ofMinutes(10),
                            Duration.ofSeconds(1)));
            assertThat(started).getBean(WorkProperties.class).isEqualTo(new WorkProperties(4, Duration.ofSeconds(5)));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "job.lease=4s, dromedary.job.lease (PT4S) must be at least 5s",
        "job.hand-over=1s, dromedary.job.hand-over (PT1S) must be at least 5s",
        "job.attempts=0, dromedary.job.attempts (0) must be between 1 and 100",
        "job.attempts=101, dromedary.job.attempts (101) must be between 1 and 100",
        "job.backoff=-1s, dromedary.job.backoff (PT-1S) must be between 0 and 24h",
        "job.backoff=25h, dromedary.job.backoff (PT25H) must be between 0 and 24h",
        "job.ageing=0s, dromedary.job.ageing (PT0S) must be at least 1s",
        "job.expiry=99ms, dromedary.job.expiry (PT0.099S) must be at least 100ms",
        "job.retries=3, dromedary.job.retries",
        "work.slots=0, dromedary.work.slots (0) must be between 1 and 1000",
        "work.slots=1001, dromedary.work.slots (1001) must be between 1 and 1000",
        "work.renewal=99ms, dromedary.work.renewal (PT0.099S) must be at least 100ms",
        "work.slot=3, dromedary.work.slot",
    })
    void refuseWhatMakesNoSense(String property, String message) {
        context.withPropertyValues("dromedary." + property)
                .run(failed -> assertThat(failed).getFailure().hasStackTraceContaining(message));
    }

    @EnableConfigurationProperties({JobProperties.class, WorkProperties.class})
    static class Configuration {}
}
