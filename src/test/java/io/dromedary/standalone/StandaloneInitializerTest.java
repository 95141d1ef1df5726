package io.dromedary.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

@ExtendWith(OutputCaptureExtension.class)
class StandaloneInitializerTest {

    private static final Map<String, Object> ALL = Map.of(
            "spring.rabbitmq.host", "broker",
            "spring.datasource.url", "jdbc:postgresql://database/dromedary",
            "dromedary.store.region", "eu-central-1",
            "spring.rabbitmq.username", "me");

    @TempDir
    Path data;

    @Test
    void startsNothingWhenAllIsConfigured() {
        try (var service = StandaloneService.start(data, ALL)) {
            assertThat(service.context.getEnvironment().getPropertySources())
                    .noneMatch(source -> source.getName().equals("standalone"));
            assertThat(data).isEmptyDirectory();
        }
    }

    @Test
    void namesWhatIsMissingWhenStandaloneModeIsOff() {
        assertThatExceptionOfType(StandaloneException.class)
                .isThrownBy(() -> StandaloneService.start(
                        data, Map.of("dromedary.standalone.enabled", "false", "spring.rabbitmq.addresses", "a:1")))
                .withMessage(
                        "spring.datasource.url, dromedary.store.endpoint must be set, because standalone mode is off");
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void refusesCredentialsWithoutAnAddress() {
        assertThatExceptionOfType(StandaloneException.class)
                .isThrownBy(() -> StandaloneService.start(data, Map.of("spring.datasource.password", "secret")))
                .withMessage("spring.datasource.password is set, but spring.datasource.url is not");
    }

    @Test
    void refusesAMisspeltProperty() {
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> StandaloneService.start(data, Map.of("dromedary.standalone.enable", "false")))
                .withStackTraceContaining("dromedary.standalone.enable");
    }

    @Test
    void isFoundBySpringBootAndTellsThePersonAtTheConsoleInsteadOfAStackTrace(CapturedOutput output) {
        assertThatExceptionOfType(StandaloneException.class)
                .isThrownBy(() -> SpringApplication.run(
                        Nothing.class, "--dromedary.standalone.enabled=false", "--spring.main.banner-mode=off"));
        assertThat(output)
                .contains("spring.rabbitmq.addresses, spring.datasource.url, dromedary.store.endpoint must be set")
                .contains("Set what is missing, or dromedary.standalone.enabled to true.")
                .doesNotContain("\tat ");
    }

    @Configuration
    static class Nothing {}
}
