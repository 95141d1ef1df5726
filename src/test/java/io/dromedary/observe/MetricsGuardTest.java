package io.dromedary.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.tenant.MetricsKey;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class MetricsGuardTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none, none, 127.0.0.1, /observe/metrics, 200",
                "none, none, ::1, /observe/metrics, 200",
                "none, none, 10.1.2.3, /observe/metrics, 401",
                "none, none, 10.1.2.3, /observe/health, 200",
                "none, none, 10.1.2.3, /observe/health/readiness, 200",
                "none, none, 10.1.2.3, /observe/healthy, 401",
                "none, Bearer a-key-of-the-collector, 10.1.2.3, /observe/metrics, 401",
                "a-key-of-the-collector, none, 127.0.0.1, /observe/metrics, 401",
                "a-key-of-the-collector, Bearer another-key-of-somebody, 10.1.2.3, /observe/metrics, 401",
                "a-key-of-the-collector, Bearer a-key-of-the-collector, 10.1.2.3, /observe/metrics, 200",
                "a-key-of-the-collector, none, 10.1.2.3, /observe/health, 200"
            })
    void admitsTheKeyOrThisMachine(String configured, String shown, String from, String path, int status)
            throws Exception {
        var request = new MockHttpServletRequest("GET", path);
        request.setServletPath(path);
        request.setRemoteAddr(from);
        if (shown != null) {
            request.addHeader("Authorization", shown);
        }
        var response = new MockHttpServletResponse();

        new MetricsGuard().metricsFilter(key(configured)).doFilter(request, response, new MockFilterChain());

        assertThat(response.getStatus()).isEqualTo(status);
    }

    private static MetricsKey key(String configured) {
        return new MetricsKey(configured == null ? "" : configured);
    }
}
