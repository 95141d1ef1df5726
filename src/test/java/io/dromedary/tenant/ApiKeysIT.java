package io.dromedary.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.WithLedger;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

@WithLedger
class ApiKeysIT {

    @Autowired
    private ApiKeys keys;

    @Autowired
    private JdbcClient jdbc;

    @ParameterizedTest
    @ValueSource(strings = {"Bearer a-key-for-tests-only", "bearer  a-key-for-tests-only "})
    void knowsTheTenantOfAKey(String authorization) {
        assertThat(keys.authenticate(authorization).name()).isEqualTo("default");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"", "Bearer", "Bearer ", "Bearer nobody-has-this-key", "Basic YTpi", "a-key-for-tests-only"})
    void refusesEveryOtherAlike(@Nullable String authorization) {
        assertThatThrownBy(() -> keys.authenticate(authorization))
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.UNAUTHORIZED))
                .hasMessage("Send Authorization: Bearer and a valid API key");
    }

    @Test
    @Transactional
    void refusesAKeyWithinASecondAfterItsEndWhoeverRevokedIt() {
        jdbc.sql("update api_key set revoked_at = now()").update();
        Awaitility.await()
                .pollInSameThread()
                .atMost(RecentKeys.LIFETIME.multipliedBy(2))
                .untilAsserted(() -> refusesEveryOtherAlike("Bearer a-key-for-tests-only"));
        assertThat(keys.isValid("Bearer a-key-for-tests-only")).isFalse();
    }

    @Test
    void keepsNoKeyInTheClear() {
        assertThat(jdbc.sql("select api_key::text from api_key")
                        .query(String.class)
                        .list())
                .isNotEmpty()
                .noneMatch(row -> row.contains("a-key-for-tests-only"));
    }
}
