package io.dromedary.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.dromedary.webhook.Delivery;
import io.dromedary.webhook.Receiver;
import io.dromedary.webhook.SignedRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

/** CVE-2026-78164: whatever an exchange carries, the request goes where the ledger says. */
class PostWebhookTest extends WovenRoutes {

    private static final SignedRequest REQUEST = new SignedRequest(
            "https://hook.example:8443/in?a=%7B%7Benv:PATH%7D%7D&b",
            "msg_1", "1614265330", "v1,abc v1,def", "{\"a\":1}".getBytes(StandardCharsets.UTF_8));

    private static final Delivery DELIVERY = new Delivery(
            UUID.randomUUID(),
            new Receiver(TENANT.id(), UUID.randomUUID(), true, REQUEST.url()),
            UUID.randomUUID(),
            1,
            1,
            1614265330,
            "{}");

    private final BasicClassicHttpResponse answer = new BasicClassicHttpResponse(503);

    @BeforeEach
    void answerWithRetryAfter() throws Exception {
        answer.setHeader("Retry-After", "7");
        when(guardedHttpClient.executeOpen(any(), any(), any())).thenReturn(answer);
        when(webhookSigner.sign(DELIVERY)).thenReturn(REQUEST);
    }

    @Test
    void noHeaderSteersTheRequest() throws Exception {
        Exchange done = template.send("direct:post-webhook", exchange -> {
            exchange.getMessage()
                    .setHeaders(new HashMap<>(Map.of(
                            "CamelHttpUri", "http://127.0.0.1/evil",
                            "CamelRestHttpUri", "http://127.0.0.1/evil",
                            "CamelHttpPath", "/evil",
                            "CamelHttpQuery", "evil",
                            "CamelHttpRawQuery", "evil",
                            "CamelRestHttpQuery", "evil",
                            "CamelHttpMethod", "DELETE",
                            "CamelHttpProtocolVersion", "HTTP/1.0",
                            "Host", "evil",
                            "Authorization", "evil")));
            exchange.getMessage().setBody(REQUEST);
        });

        assertThat(done.getException()).isNull();
        ClassicHttpRequest sent = sent();
        assertThat(sent.getMethod()).isEqualTo("POST");
        assertThat(sent.getUri()).hasToString(REQUEST.url());
        assertThat(List.of(sent.getHeaders()))
                .extracting(Header::getName)
                .containsExactlyInAnyOrder("webhook-id", "webhook-timestamp", "webhook-signature");
        assertThat(sent.getEntity().getContentType()).isEqualTo("application/json");
        assertThat(sent.getFirstHeader("webhook-signature").getValue()).isEqualTo(REQUEST.signature());
        assertThat(sent.getEntity().getContent().readAllBytes()).isEqualTo(REQUEST.body());
    }

    private ClassicHttpRequest sent() throws Exception {
        ArgumentCaptor<ClassicHttpRequest> request = ArgumentCaptor.forClass(ClassicHttpRequest.class);
        ArgumentCaptor<HttpHost> host = ArgumentCaptor.forClass(HttpHost.class);
        verify(guardedHttpClient).executeOpen(host.capture(), request.capture(), any());
        assertThat(host.getValue().toURI()).isEqualTo("https://hook.example:8443");
        return request.getValue();
    }

    @Test
    void theAnswerIsRecordedAndTheSlotFreed() {
        template.sendBody("direct:send-webhook", DELIVERY);

        verify(deliveryOutcomes).answered(DELIVERY, 503, "7");
        verify(dueDeliveries).giveBack();
        verify(webhookSignal).wake();
    }

    @Test
    void aRequestWithoutAnAnswerIsRecordedAndTheSlotFreed() throws Exception {
        IOException refused = new IOException("refused");
        when(guardedHttpClient.executeOpen(any(), any(), any())).thenThrow(refused);

        template.sendBody("direct:send-webhook", DELIVERY);

        verify(deliveryOutcomes).failed(DELIVERY, refused);
        verify(dueDeliveries).giveBack();
    }

    @Test
    void everyDeliveryThatIsTakenIsSentOnItsOwn() {
        when(dueDeliveries.take()).thenReturn(List.of(DELIVERY, DELIVERY));

        template.sendBody("direct:deliveries", null);

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> verify(deliveryOutcomes, times(2)).answered(DELIVERY, 503, "7"));
    }
}
