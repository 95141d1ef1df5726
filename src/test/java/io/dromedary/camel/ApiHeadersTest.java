package io.dromedary.camel;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiHeadersTest {

    private final ApiHeaders headers = new ApiHeaders();
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CamelHttpUri",
                "CAmelHttpUri",
                "camelresthttpuri",
                "CamelFileName",
                "CamelBeanMethodName",
                "CamelSqlQuery",
                "CamelAwsS3Key",
                "CamelSpringRabbitmqExchangeOverrideName",
                "org.apache.camel.Whatever",
                "Cookie",
                "X-Anything"
            })
    void keepsOutWhatTheApiDoesNotKnow(String name) {
        assertThat(headers.applyFilterToExternalHeaders(name, "x", exchange)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "authorization", "Content-Type", "IDEMPOTENCY-KEY", "X-Filename"})
    void letsInWhatTheApiKnows(String name) {
        assertThat(headers.applyFilterToExternalHeaders(name, "x", exchange)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "Cookie", "CamelAwsS3Key", "jobId", "tenantId"})
    void tellsTheClientNothingOfARequestOrARoute(String name) {
        assertThat(headers.applyFilterToCamelHeaders(name, "x", exchange)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Location", "Content-Type", "Retry-After"})
    void tellsTheClientWhatTheAnswerIs(String name) {
        assertThat(headers.applyFilterToCamelHeaders(name, "x", exchange)).isFalse();
    }
}
