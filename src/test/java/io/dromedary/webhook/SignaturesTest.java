package io.dromedary.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import java.net.http.HttpHeaders;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignaturesTest {

    /** From the tests that the libraries of Standard Webhooks share. */
    @Test
    void signsThePublishedVector() {
        Secret secret = new Secret(Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        assertThat(Signatures.of(
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        1614265330,
                        "{\"test\": 2432232314}".getBytes(UTF_8),
                        List.of(secret)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "", "{\"text\":\"\u2028 \ud83d\udc2a \u00e9\"}"})
    void theReferenceLibraryVerifiesEverySignature(String body) throws Exception {
        verify(body);
    }

    @Test
    void theReferenceLibraryVerifiesTwentyMegabytes() throws Exception {
        verify("{\"text\":\"" + "camel \ud83d\udc2a ".repeat(2_000_000) + "\"}");
    }

    private static void verify(String body) throws Exception {
        SecureRandom random = new SecureRandom();
        Secret old = Secret.random(random);
        Secret present = Secret.random(random);
        long now = Instant.now().getEpochSecond();
        String signature = Signatures.of("msg_1", now, body.getBytes(UTF_8), List.of(present, old));
        HttpHeaders headers = HttpHeaders.of(
                Map.of(
                        "webhook-id", List.of("msg_1"),
                        "webhook-timestamp", List.of(Long.toString(now)),
                        "webhook-signature", List.of(signature)),
                (name, value) -> true);
        new Webhook(present.text()).verify(body, headers);
        new Webhook(old.text()).verify(body, headers);
    }

    @Test
    void aSecretLooksAsTheSpecificationSaysAndIsNotPrinted() {
        Secret secret = Secret.random(new SecureRandom());
        assertThat(secret.text()).matches("whsec_[A-Za-z0-9+/]{43}=");
        assertThat(secret.toString()).doesNotContain(secret.text().substring(6));
    }
}
