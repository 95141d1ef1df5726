package io.dromedary.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dromedary.Requests;
import io.dromedary.WithIntake;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@WithIntake
class AdminApiIT {

    private static final String QUOTAS =
            "[{\"resource\":\"documents\",\"period\":\"day\",\"limit\":5},{\"resource\":\"bytes\",\"period\":\"month\",\"limit\":99}]";

    @Autowired
    private Requests api;

    @ParameterizedTest
    @CsvSource({
        "POST, /tenants",
        "GET, /tenants",
        "PUT, /tenants/default/quotas",
        "PUT, /tenants/default/share",
        "POST, /tenants/default/keys",
        "GET, /tenants/default/keys",
        "POST, /tenants/default/keys/00000000-0000-0000-0000-000000000000/rotate",
        "DELETE, /tenants/default/keys/00000000-0000-0000-0000-000000000000",
        "DELETE, /tenants/nobody",
        "PUT, /tenants/nobody/retention",
        "GET, /erasures/00000000-0000-0000-0000-000000000000",
        "GET, /audit",
        "GET, /audit/verification"
    })
    void opensToTheAdminKeyOnly(String method, String path) throws Exception {
        for (String key :
                new String[] {null, Requests.DEFAULT_KEY, Requests.ADMIN_KEY + "x", Requests.ADMIN_KEY.substring(1)}) {
            HttpResponse<String> answer = api.call(method, "/v1/admin" + path, key, null);
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(Requests.code(answer)).isEqualTo("unauthorized");
            assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        }
        assertThat(api.admin(method, path, null).statusCode()).isNotEqualTo(401);
    }

    @Test
    void theAdminKeyIsNoTenants() throws Exception {
        assertThat(api.look(Requests.ADMIN_KEY).statusCode()).isEqualTo(401);
    }

    @Test
    void makesATenantWithItsQuotasAndListsIt() throws Exception {
        String tenant = api.newTenant(QUOTAS);
        JsonNode listed = listed(tenant);

        assertThat(listed.path("createdAt").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        assertThat(listed.at("/embedding/tokens").isIntegralNumber()).isTrue();
        assertThat(listed.at("/embedding/cost").decimalValue()).isZero();
        assertThat(listed.path("quotas")).hasSize(2);
        JsonNode documents = listed.path("quotas").get(1);
        assertThat(documents.path("resource").asText()).isEqualTo("documents");
        assertThat(documents.path("period").asText()).isEqualTo("day");
        assertThat(documents.path("limit").asLong()).isEqualTo(5);
        assertThat(documents.path("used").asLong()).isZero();
        assertThat(documents.path("resetsAt").asText()).endsWith("T00:00:00Z");
    }

    @Test
    void refusesATenantThatIsThereAlready() throws Exception {
        String tenant = api.newTenant("[]");
        HttpResponse<String> answer = api.admin("POST", "/tenants", "{\"name\":\"%s\"}".formatted(tenant));
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(Requests.code(answer)).isEqualTo("tenant_exists");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{",
                "{\"name\":null}",
                "{\"name\":\"\"}",
                "{\"name\":\"Upper\"}",
                "{\"name\":\"-a\"}",
                "{\"name\":\"a/b\"}",
                "{\"name\":\"a\",\"colour\":\"red\"}",
                "{\"name\":\"a\",\"quotas\":[null]}",
                "{\"name\":\"a\",\"quotas\":[{}]}",
                "{\"name\":\"a\",\"quotas\":[{\"resource\":\"documents\",\"period\":\"day\"}]}",
                "{\"name\":\"a\",\"quotas\":[{\"resource\":\"documents\",\"period\":\"day\",\"limit\":-1}]}",
                "{\"name\":\"a\",\"quotas\":[{\"resource\":\"documents\",\"period\":\"day\",\"limit\":1.5}]}",
                "{\"name\":\"a\",\"quotas\":[{\"resource\":\"pages\",\"period\":\"day\",\"limit\":1}]}",
                "{\"name\":\"a\",\"quotas\":[{\"resource\":\"bytes\",\"period\":\"day\",\"limit\":1},{\"resource\":\"bytes\",\"period\":\"day\",\"limit\":2}]}"
            })
    void refusesAMalformedTenant(String body) throws Exception {
        HttpResponse<String> answer = api.admin("POST", "/tenants", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(Requests.code(answer)).isEqualTo("invalid_request");
        assertThat(answer.body()).doesNotContain("io.dromedary");
    }

    @Test
    void replacesQuotasAndKeepsTheirCount() throws Exception {
        String tenant = api.newTenant(QUOTAS);
        api.upload(api.newKey(tenant).value(), "a document");
        HttpResponse<String> answer = api.admin(
                "PUT",
                "/tenants/" + tenant + "/quotas",
                "{\"quotas\":[{\"resource\":\"documents\",\"period\":\"day\",\"limit\":7}]}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Requests.json(answer)).isEqualTo(listed(tenant));
        assertThat(Requests.json(answer).path("quotas")).hasSize(1);
        assertThat(Requests.json(answer).at("/quotas/0/limit").asLong()).isEqualTo(7);
        assertThat(Requests.json(answer).at("/quotas/0/used").asLong()).isEqualTo(1);
    }

    @Test
    void setsTheShareOfATenant() throws Exception {
        String tenant = api.newTenant("[]");
        assertThat(listed(tenant).path("share").toString()).isEqualTo("{\"weight\":1,\"maxInWork\":null}");

        HttpResponse<String> answer =
                api.admin("PUT", "/tenants/" + tenant + "/share", "{\"weight\":3,\"maxInWork\":7}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Requests.json(answer)).isEqualTo(listed(tenant));
        assertThat(listed(tenant).path("share").toString()).isEqualTo("{\"weight\":3,\"maxInWork\":7}");

        api.admin("PUT", "/tenants/" + tenant + "/share", "{\"weight\":2}");
        assertThat(listed(tenant).path("share").toString()).isEqualTo("{\"weight\":2,\"maxInWork\":null}");
        assertThat(api.admin("PUT", "/tenants/nobody/share", "{\"weight\":2}").statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"weight\":0}",
                "{\"weight\":101}",
                "{\"weight\":1.5}",
                "{\"weight\":1,\"maxInWork\":0}",
                "{\"weight\":1,\"maxinwork\":1}"
            })
    void refusesAMalformedShare(String body) throws Exception {
        HttpResponse<String> answer = api.admin("PUT", "/tenants/default/share", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(Requests.code(answer)).isEqualTo("invalid_request");
    }

    @Test
    void knowsNothingOfUnknownTenantsAndForeignKeys() throws Exception {
        String tenant = api.newTenant("[]");
        String other = api.newTenant("[]");
        Requests.Key foreign = api.newKey(other);
        for (String keyId : List.of(foreign.id(), UUID.randomUUID().toString(), "no-id")) {
            assertNotFound("POST", "/tenants/%s/keys/%s/rotate".formatted(tenant, keyId));
            assertNotFound("DELETE", "/tenants/%s/keys/%s".formatted(tenant, keyId));
        }
        assertNotFound("GET", "/tenants/nobody/keys");
        assertNotFound("POST", "/tenants/nobody/keys");
        assertThat(api.admin("PUT", "/tenants/nobody/quotas", "{\"quotas\":[]}").statusCode())
                .isEqualTo(404);
        assertThat(api.look(foreign.value()).statusCode()).isEqualTo(404);
    }

    private void assertNotFound(String method, String path) throws Exception {
        HttpResponse<String> answer = api.admin(method, path, null);
        assertThat(answer.statusCode()).as(path).isEqualTo(404);
        assertThat(Requests.code(answer)).isEqualTo("not_found");
    }

    private JsonNode listed(String tenant) throws Exception {
        for (JsonNode one : Requests.json(api.admin("GET", "/tenants", null)).path("tenants")) {
            if (one.path("name").asText().equals(tenant)) {
                return one;
            }
        }
        throw new AssertionError(tenant + " is not listed");
    }
}
