package io.dromedary.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class StorePropertiesTest {

    private final ApplicationContextRunner context =
            new ApplicationContextRunner().withUserConfiguration(Configuration.class);

    @Test
    void haveDefaults() {
        context.run(started -> assertThat(started)
                .getBean(StoreProperties.class)
                .isEqualTo(new StoreProperties(null, "us-east-1", "dromedary", null, null)));
    }

    @Test
    void showNoCredentials() {
        assertThat(new StoreProperties(null, "r", "b", "an-access-key", "a-secret").toString())
                .contains("region=r", "bucket=b")
                .doesNotContain("an-access-key", "a-secret");
    }

    @ParameterizedTest
    @CsvSource({
        "access-key=a, dromedary.store.access-key and dromedary.store.secret-key are given together or not at all",
        "secret-key=a, dromedary.store.access-key and dromedary.store.secret-key are given together or not at all",
        "'bucket= ', bucket",
        "buckets=a, dromedary.store.buckets",
    })
    void refuseWhatMakesNoSense(String property, String message) {
        context.withPropertyValues("dromedary.store." + property)
                .run(failed -> assertThat(failed).getFailure().hasStackTraceContaining(message));
    }

    @EnableConfigurationProperties(StoreProperties.class)
    static class Configuration {}
}
