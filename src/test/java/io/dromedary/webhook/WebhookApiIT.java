package io.dromedary.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dromedary.Requests;
import io.dromedary.webhook.Receiving.Answer;
import io.dromedary.webhook.WebhookWorld.Customer;
import io.dromedary.webhook.WebhookWorld.Registered;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@WithWebhooks
class WebhookApiIT {

    @Autowired
    private WebhookWorld world;

    @Autowired
    private Requests api;

    @Autowired
    private JdbcClient jdbc;

    private Customer customer = new Customer(new UUID(0, 0), "", "");

    @BeforeEach
    void newCustomer() throws Exception {
        customer = world.newCustomer();
    }

    @Test
    void anEndpointIsRegisteredShownChangedAndRemoved() throws Exception {
        Registered made = world.register(customer, "https://1.1.1.1/hook", "document.completed");
        assertThat(made.secret()).startsWith("whsec_");

        JsonNode shown = get("/endpoints/" + made.id());
        assertThat(shown.path("url").asText()).isEqualTo("https://1.1.1.1/hook");
        assertThat(shown.path("eventTypes")).hasSize(1);
        assertThat(get("/endpoints").path("endpoints")).hasSize(1);
        assertThat(shown.toString()).doesNotContain("whsec_");

        HttpResponse<String> changed =
                world.call(customer, "PATCH", "/endpoints/" + made.id(), "{\"eventTypes\":[],\"disabled\":true}");
        assertThat(Requests.json(changed).path("disabledFor").asText()).isEqualTo("client");
        assertThat(Requests.json(changed).path("url").asText()).isEqualTo("https://1.1.1.1/hook");

        assertThat(world.call(customer, "DELETE", "/endpoints/" + made.id(), null)
                        .statusCode())
                .isEqualTo(204);
        assertThat(world.call(customer, "GET", "/endpoints/" + made.id(), null).statusCode())
                .isEqualTo(404);
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<String> answer = world.call(customer, "GET", path, null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Requests.json(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://10.0.0.1/",
                "https://169.254.169.254/latest/meta-data",
                "https://[::ffff:10.0.0.1]/",
                "https://1.1.1.1:22/",
                "http://1.1.1.1/",
                "https://user@1.1.1.1/",
                "https://host.invalid/",
                "https://1.1.1.1/{{env:PATH}}",
                "ftp://1.1.1.1/"
            })
    void aUrlThatLeadsElsewhereIsNotRegistered(String url) throws Exception {
        HttpResponse<String> refused = world.call(customer, "POST", "/endpoints", "{\"url\":\"%s\"}".formatted(url));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(Requests.code(refused)).isEqualTo("webhook_url_forbidden");
        Registered made = world.register(customer, "https://1.1.1.1/hook");
        assertThat(world.call(customer, "PATCH", "/endpoints/" + made.id(), "{\"url\":\"%s\"}".formatted(url))
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void theOperatorsListNarrowsItFurther() throws Exception {
        assertThat(world.allowHosts(customer, "hooks.example.com", "1.1.1.1").body())
                .isEqualTo("{\"hosts\":[\"1.1.1.1\",\"hooks.example.com\"]}");
        world.register(customer, "https://1.1.1.1/hook");
        assertThat(world.call(customer, "POST", "/endpoints", "{\"url\":\"https://8.8.8.8/\"}")
                        .statusCode())
                .isEqualTo(422);
        assertThat(api.admin("GET", "/tenants/%s/webhook-hosts".formatted(customer.name()), null)
                        .statusCode())
                .isEqualTo(200);
        assertThat(world.allowHosts(customer, "not a host").statusCode()).isEqualTo(400);
        assertThat(jdbc.sql(
                                "select actor || ' ' || action from audit_record where tenant_id = :tenant and action like 'hosts%'")
                        .param("tenant", customer.id())
                        .query(String.class)
                        .list())
                .containsExactly("operator hosts_set");
        assertThat(api.admin("GET", "/tenants/nobody/webhook-hosts", null).statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "/endpoints; {}",
                "/endpoints; {\"url\": 1}",
                "/endpoints; {\"url\": \"https://1.1.1.1/\", \"eventTypes\": [\"document.read\"]}",
                "/endpoints; {\"url\": \"https://1.1.1.1/\", \"secret\": \"mine\"}",
                "/secret/rotate; {\"graceSeconds\": -1}",
                "/secret/rotate; {\"graceSeconds\": 99999999}"
            })
    void whatIsMalformedIsRefused(String path, String body) throws Exception {
        HttpResponse<String> refused = world.call(customer, "POST", path, body);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
    }

    @Test
    void secretsAreSealedInTheLedger() throws Exception {
        Registered made = world.register(customer, "https://1.1.1.1/hook");
        byte[] sealed = jdbc.sql("select sealed from webhook_secret where endpoint_id = :id")
                .param("id", made.id())
                .query(byte[].class)
                .single();
        byte[] key = Base64.getDecoder().decode(made.secret().substring("whsec_".length()));
        assertThat(sealed).hasSize(12 + key.length + 16);
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1))
                .doesNotContain(new String(key, StandardCharsets.ISO_8859_1));
    }

    @Test
    void aTestIsSentLoggedAndSentAgain() throws Exception {
        try (Receiving receiver = new Receiving(Answer.status(204))) {
            Registered endpoint = world.register(customer, receiver.url("/hook"), "job.dead");
            HttpResponse<String> test =
                    world.call(customer, "POST", "/endpoints/%s/test".formatted(endpoint.id()), null);
            assertThat(test.statusCode()).isEqualTo(202);
            String delivery = Requests.json(test).path("deliveryId").asText();
            world.awaitDelivered(endpoint, 1);
            assertThat(receiver.journal().get(0).body()).contains("\"webhook.test\"");

            JsonNode detail = get("/deliveries/" + delivery);
            assertThat(detail.path("payload").asText())
                    .isEqualTo(receiver.journal().get(0).body());
            assertThat(detail.path("attempts")).hasSize(1);
            assertThat(detail.at("/delivery/lastAttempt/httpStatus").asInt()).isEqualTo(204);
            assertThat(detail.at("/delivery/webhookId").asText())
                    .isEqualTo(receiver.journal().get(0).id());

            assertThat(world.call(customer, "POST", "/deliveries/%s/replay".formatted(delivery), null)
                            .statusCode())
                    .isEqualTo(202);
            world.awaitAttempts(endpoint, 2);
            assertThat(receiver.journal())
                    .extracting(Receiving.Message::id)
                    .containsOnly(receiver.journal().get(0).id());
        }
    }

    @Test
    void theLogIsFilteredAndPaged() throws Exception {
        try (Receiving receiver = new Receiving(Answer.status(204))) {
            Registered endpoint = world.register(customer, receiver.url("/hook"));
            for (int i = 0; i < 5; i++) {
                world.announce(customer, i);
            }
            world.announce(customer, EventType.JOB_DEAD, Map.of());
            world.awaitDelivered(endpoint, 6);

            JsonNode first = get("/deliveries?limit=4");
            JsonNode second =
                    get("/deliveries?limit=4&cursor=" + first.path("nextCursor").asText());
            assertThat(first.path("deliveries")).hasSize(4);
            assertThat(second.path("deliveries")).hasSize(2);
            assertThat(second.path("nextCursor").isNull()).isTrue();
            assertThat(get("/deliveries?eventType=job.dead&status=delivered").path("deliveries"))
                    .hasSize(1);
            assertThat(get("/deliveries?status=failed").path("deliveries")).isEmpty();
            assertThat(get("/deliveries?since=2100-01-01T00:00:00Z").path("deliveries"))
                    .isEmpty();
            assertThat(get("/deliveries?endpointId=" + UUID.randomUUID()).path("deliveries"))
                    .isEmpty();
            for (String query : new String[] {"states=failed", "limit=0", "limit=1&limit=2", "cursor=x", "since=now"}) {
                assertThat(world.call(customer, "GET", "/deliveries?" + query, null)
                                .statusCode())
                        .isEqualTo(400);
            }
        }
    }
}
