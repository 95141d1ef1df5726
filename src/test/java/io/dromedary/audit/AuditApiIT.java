package io.dromedary.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dromedary.Requests;
import io.dromedary.WithIntake;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@WithIntake
class AuditApiIT {

    @Autowired
    private Requests api;

    @Autowired
    private AuditChain chain;

    @Test
    void whatOperatorsAndClientsDoIsInTheChain() throws Exception {
        sealAll();
        long before = verification("").path("links").asLong();
        String tenant = api.newTenant("[]");
        Requests.Key key = api.newKey(tenant);
        String id = Requests.json(api.upload(key.value(), "A document"))
                .path("documentId")
                .asText();
        api.admin("PUT", "/tenants/" + tenant + "/quotas", "{\"quotas\":[]}");
        api.admin("PUT", "/tenants/" + tenant + "/retention", "{\"documentDays\":30}");
        api.admin("POST", "/tenants/" + tenant + "/keys/" + key.id() + "/rotate", null);
        api.call("DELETE", "/v1/documents/" + id, key.value(), null);
        api.admin("DELETE", "/tenants/" + tenant + "/keys/" + key.id(), null);
        api.admin("DELETE", "/tenants/" + tenant, null);
        sealAll();

        assertThat(actionsSince(before))
                .containsExactly(
                        "operator tenant made",
                        "operator key made",
                        "client job queued",
                        "operator tenant limited",
                        "operator tenant retention_set",
                        "operator key replaced",
                        "operator key made",
                        "client document erased",
                        "operator key revoked",
                        "operator tenant erased");
        assertThat(verification("").path("broken").isNull()).isTrue();
        assertThat(api.admin("GET", "/audit?limit=200&after=" + before, null).body())
                .doesNotContain(tenant);
    }

    @Test
    void theHeadOfAnEarlierLookIsStillThere() throws Exception {
        api.newTenant("[]");
        sealAll();
        String head = verification("").path("head").asText();
        api.newTenant("[]");
        sealAll();
        assertThat(verification("?head=" + head).path("broken").isNull()).isTrue();
        String other = head.substring(0, head.length() - 1) + (head.endsWith("0") ? "1" : "0");
        assertThat(verification("?head=" + other).at("/broken/reason").asText()).contains("not the head");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/audit?after=x", "/audit?seq=1", "/audit/verification?head=1", "/audit/verification?x=1"})
    void refusesAQueryThatItDoesNotKnow(String path) throws Exception {
        assertThat(api.admin("GET", path, null).statusCode()).isEqualTo(400);
    }

    private JsonNode verification(String query) throws Exception {
        HttpResponse<String> answer = api.admin("GET", "/audit/verification" + query, null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Requests.json(answer);
    }

    private List<String> actionsSince(long seq) throws Exception {
        List<String> actions = new ArrayList<>();
        JsonNode page = Requests.json(api.admin("GET", "/audit?limit=200" + (seq == 0 ? "" : "&after=" + seq), null));
        for (JsonNode entry : page.path("entries")) {
            actions.add("%s %s %s"
                    .formatted(
                            entry.path("actor").asText(),
                            entry.path("kind").asText(),
                            entry.path("action").asText()));
        }
        return actions;
    }

    private void sealAll() {
        while (chain.seal() > 0) {
            // Another batch.
        }
    }
}
