package io.dromedary.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.KeptOriginals;
import io.dromedary.Requests;
import io.dromedary.Together;
import io.dromedary.WithIntake;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import software.amazon.awssdk.services.s3.S3Client;

@WithIntake
class LimitsIT {

    @Autowired
    private Requests api;

    @Autowired
    private RequestRates rates;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private S3Client s3;

    @Value("${dromedary.store.bucket}")
    private String bucket = "";

    @Test
    void ofAThousandUploadsAtOnceAHundredPassAQuotaOfAHundred() throws Exception {
        String tenant = api.newTenant("[{\"resource\":\"documents\",\"period\":\"month\",\"limit\":100}]");
        String key = api.newKey(tenant).value();
        List<HttpResponse<String>> answers = Together.call(1_000, () -> api.upload(key, "a document"));

        List<HttpResponse<String>> refusals =
                answers.stream().filter(answer -> answer.statusCode() == 429).toList();
        long accepted =
                answers.stream().filter(answer -> answer.statusCode() == 202).count();
        System.out.printf(
                "quota, uploads over HTTP: attempts %d, accepted %d, refused %d, unexpected %d%n",
                answers.size(), accepted, refusals.size(), answers.size() - accepted - refusals.size());
        assertThat(accepted).isEqualTo(100);
        assertThat(refusals).hasSize(900).allSatisfy(refusal -> {
            assertThat(Requests.code(refusal)).isEqualTo("quota_exceeded");
            assertThat(refusal.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(refusal.headers().firstValueAsLong("Retry-After")).isPresent();
        });
        assertThat(KeptOriginals.keys(s3, bucket, jdbc, tenant(tenant).id() + "/"))
                .as("originals")
                .hasSize(100);
    }

    @Test
    void everyAnswerToATenantTellsItsRate() throws Exception {
        String key = api.newKey(api.newTenant("[]")).value();
        HttpResponse<String> first = api.look(key);
        assertThat(first.headers().firstValue("RateLimit-Policy")).hasValue("\"default\";q=2000;w=60");
        assertThat(first.headers().firstValue("RateLimit")).hasValue("\"default\";r=1999;t=1");
        assertThat(first.headers().firstValue("Retry-After")).isEmpty();

        assertThat(api.upload(key, "a document").headers().firstValue("RateLimit"))
                .isPresent();
        assertThat(api.call("POST", "/v1/search", key, "{\"query\":\"camels\"}")
                        .headers()
                        .firstValue("RateLimit"))
                .isPresent();
        assertThat(api.look("drm_unknown").headers().firstValue("RateLimit")).isEmpty();
    }

    @Test
    void aRequestOverTheRateIsRefusedWhicheverKeyOfTheTenantItHas() throws Exception {
        String name = api.newTenant("[]");
        String key = api.newKey(name).value();
        String other = api.newKey(name).value();
        api.look(key);
        Tenant tenant = tenant(name);
        HttpResponse<String> refusal = await().atMost(Duration.ofMinutes(1))
                .until(() -> lookExhausted(tenant, other), answer -> answer.statusCode() == 429);

        assertThat(Requests.code(refusal)).isEqualTo("rate_limited");
        assertThat(refusal.headers().firstValueAsLong("Retry-After")).hasValue(1);
        assertThat(refusal.headers().firstValue("RateLimit"))
                .hasValueSatisfying(state -> assertThat(state).matches("\"default\";r=0;t=\\d+"));
        assertThat(api.look(Requests.DEFAULT_KEY).statusCode())
                .as("another tenant")
                .isEqualTo(404);
    }

    private Tenant tenant(String name) {
        return jdbc.sql("select id, name from tenant where name = :name")
                .param("name", name)
                .query((row, n) -> new Tenant(row.getObject("id", UUID.class), row.getString("name")))
                .single();
    }

    /** Uses up what the bucket has; a tenth of a second later there is one more. */
    private HttpResponse<String> lookExhausted(Tenant tenant, String key) throws Exception {
        while (rates.count(tenant).pause().isZero()) {
            // There is some left.
        }
        return api.look(key);
    }
}
