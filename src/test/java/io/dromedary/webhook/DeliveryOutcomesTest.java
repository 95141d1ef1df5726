package io.dromedary.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.junit.jupiter.api.Test;

class DeliveryOutcomesTest {

    @Test
    void theLogNamesWhatWentWrongAndNoAddress() {
        assertThat(DeliveryOutcomes.error(new SocketTimeoutException("10.0.0.1")))
                .isEqualTo("timeout");
        assertThat(DeliveryOutcomes.error(new ConnectTimeoutException("10.0.0.1")))
                .isEqualTo("timeout");
        assertThat(DeliveryOutcomes.error(new ConnectException("10.0.0.1"))).isEqualTo("connection_failed");
        assertThat(DeliveryOutcomes.error(new SSLHandshakeException("x"))).isEqualTo("tls_failed");
        assertThat(DeliveryOutcomes.error(new UnknownHostException("x"))).isEqualTo("host_unknown");
        assertThat(DeliveryOutcomes.error(new IOException(new SSLHandshakeException("x"))))
                .isEqualTo("tls_failed");
        assertThat(DeliveryOutcomes.error(new Failure.Permanent(ErrorCode.WEBHOOK_URL_FORBIDDEN, "x")))
                .isEqualTo("webhook_url_forbidden");
        assertThat(DeliveryOutcomes.error(new NullPointerException())).isEqualTo("internal_error");
    }
}
