package io.dromedary.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.availability.ApplicationAvailabilityBean;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class ReadyFirstTest {

    private final ApplicationAvailabilityBean availability = new ApplicationAvailabilityBean();
    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private final MockFilterChain routes = new MockFilterChain();

    private void request() throws Exception {
        new ReadyFirst(availability).doFilter(new MockHttpServletRequest(), response, routes);
    }

    private void becomes(ReadinessState state) {
        availability.onApplicationEvent(new AvailabilityChangeEvent<>(this, state));
    }

    @ParameterizedTest
    @EnumSource(ReadinessState.class)
    void letsRequestsThroughOnlyWhenTheRoutesAreThere(ReadinessState state) throws Exception {
        becomes(state);
        request();
        boolean ready = state == ReadinessState.ACCEPTING_TRAFFIC;
        assertThat(routes.getRequest() != null).isEqualTo(ready);
        assertThat(response.getStatus()).isEqualTo(ready ? 200 : 503);
    }

    @Test
    void saysWhenToComeBackBeforeTheStartIsOver() throws Exception {
        request();
        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(response.getHeader("Retry-After")).isEqualTo("1");
    }
}
