package io.dromedary.camel;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import org.junit.jupiter.api.Test;

class RenewLeasesTest extends WovenRoutes {

    @Test
    void renewsAgainAfterAFailure() {
        doThrow(new Failure.Transient(ErrorCode.DATABASE_UNAVAILABLE, "made by the test"))
                .doNothing()
                .when(leases)
                .renew();

        assertThatCode(() -> {
                    template.sendBody("direct:renewal-time", null);
                    template.sendBody("direct:renewal-time", null);
                })
                .doesNotThrowAnyException();

        verify(leases, times(2)).renew();
    }
}
