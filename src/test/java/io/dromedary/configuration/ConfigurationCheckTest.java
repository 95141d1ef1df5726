package io.dromedary.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Promise S-7: every key that is garbled is told by its name, in one line and without its value. */
class ConfigurationCheckTest {

    private static final String GARBLED = "zq canary";

    /** Texts that may be anything. */
    private static final Set<String> ANYTHING = Set.of(
            "dromedary.data-dir",
            "dromedary.bucket.name",
            "dromedary.bucket.region",
            "dromedary.bucket.tenant",
            "dromedary.dispatch.queue",
            "dromedary.extract.memory-folder",
            "dromedary.folder.directory",
            "dromedary.folder.tenant",
            "dromedary.provider.api-key",
            "dromedary.provider.api-key-file",
            "dromedary.provider.model",
            "dromedary.routes.folder",
            "dromedary.store.bucket",
            "dromedary.store.region");

    static Stream<String> keys() {
        return ConfigurationCheck.ours().entrySet().stream()
                .flatMap(properties -> Stream.of(properties.getValue().getRecordComponents())
                        .map(RecordComponent::getName)
                        .map(DataObjectPropertyName::toDashedForm)
                        .map(name -> properties.getKey() + "." + name));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aGarbledValueIsRefused(String key) {
        if (ANYTHING.contains(key)) {
            assertThatCode(() -> check(Map.of(key, GARBLED))).doesNotThrowAnyException();
        } else {
            assertRefused(key, GARBLED);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "dromedary.bucket.prefix,done/",
        "dromedary.bucket.tenant,' '",
        "dromedary.dispatch.queue,' '",
        "dromedary.folder.directory,zq#canary",
        "dromedary.folder.tenant,' '",
        "dromedary.job.attempts,0",
        "dromedary.roles,''",
        "dromedary.store.bucket,' '",
        "dromedary.store.endpoint,zq-canary:9000",
        "dromedary.store.region,' '",
        "dromedary.work.slots,1001",
        "dromedary.chunk.target-tokens,300",
        "management.server.port,zq canary",
        "server.port,zq canary",
        "spring.datasource.url,jdbc:zq-canary",
        "spring.rabbitmq.addresses,zq-canary:port",
        "spring.rabbitmq.port,zq canary"
    })
    void soIsOneOutOfItsRange(String key, String value) {
        assertRefused(key, value);
    }

    @Test
    void halfAPairOfKeysIsRefused() {
        assertRefused("dromedary.store.access-key", "zq-canary");
        assertRefused("dromedary.store.secret-key", "zq-canary");
        assertRefused("dromedary.bucket.access-key", "zq-canary");
        assertRefused("dromedary.bucket.secret-key", "zq-canary");
    }

    @Test
    void aMisspeltKeyIsRefused() {
        assertRefused("dromedary.job.atempts", "3");
    }

    @Test
    void whatIsRightPasses() {
        check(Map.of(
                "spring.datasource.url",
                "jdbc:postgresql://database/dromedary?sslmode=verify-full",
                "spring.rabbitmq.addresses",
                "amqps://user:word@one:5671/host, two:5672",
                "dromedary.roles",
                "intake, watch",
                "dromedary.job.lease",
                "1m"));
    }

    private static void assertRefused(String key, String value) {
        assertThatExceptionOfType(ConfigurationException.class)
                .as(key)
                .isThrownBy(() -> check(Map.of(key, value)))
                .satisfies(refusal -> assertThat(refusal.getMessage())
                        .contains(key)
                        .doesNotContainIgnoringCase("canary")
                        .doesNotContain("\n", " ("));
    }

    private static void check(Map<String, Object> properties) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        environment
                .getPropertySources()
                .addLast(new MapPropertySource(
                        "defaults", Map.of("dromedary.data-dir", "data", "dromedary.roles", "intake")));
        ConfigurationCheck.check(environment);
    }
}
