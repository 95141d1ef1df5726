package io.dromedary.camel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.Caller;
import io.dromedary.WithApi;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Routes steered over HTTP. What the other tests of this context need is left alone. */
@Tag("once")
@WithApi
class OperateRoutesIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Autowired
    private Caller api;

    @Test
    void listsEveryRouteWithItsState() throws Exception {
        Caller.Answer answer = api.send(api.adminRequest("/routes"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(routes(answer)).hasSizeGreaterThan(30).anySatisfy(route -> {
            assertThat(route.path("id").asText()).isEqualTo("process-document");
            assertThat(route.path("group").asText()).isEqualTo("work");
            assertThat(route.path("state").asText()).isEqualTo("started");
        });
    }

    @ParameterizedTest
    @CsvSource({"suspend,suspended", "resume,started", "stop,stopped", "start,started"})
    void doesWhatItIsTold(String action, String state) throws Exception {
        for (int repeated = 0; repeated < 2; repeated++) {
            Caller.Answer answer = operate("/routes/measure-line/" + action);
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            assertThat(answer.get("state")).isEqualTo(state);
        }
        operate("/routes/measure-line/start");
    }

    @Test
    void aGroupIsItsEntrances() throws Exception {
        Caller.Answer answer = operate("/route-groups/watch/suspend");
        assertThat(states(answer)).isNotEmpty().containsOnly("suspended");
        assertThat(states(operate("/route-groups/watch/resume"))).containsOnly("started");
    }

    private static List<String> states(Caller.Answer answer) throws Exception {
        return routes(answer).findValuesAsText("state");
    }

    private static JsonNode routes(Caller.Answer answer) throws Exception {
        return JSON.readTree(answer.body()).path("routes");
    }

    @ParameterizedTest
    @CsvSource({
        "/routes/no-such/stop,404,not_found",
        "/routes/measure-line/explode,400,invalid_request",
        "/routes/operate-route/stop,409,route_needed",
        "/route-groups/none/stop,404,not_found",
        "/route-groups/watch/explode,400,invalid_request"
    })
    void refusesWhatMakesNoSense(String path, int status, String code) throws Exception {
        Caller.Answer answer = operate(path);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.get("code")).isEqualTo(code);
    }

    @Test
    void showsHowTheServiceDoes() throws Exception {
        Caller.Answer answer = api.send(api.adminRequest("/figures"));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.get("waiting")).matches("\\d+");
    }

    @Test
    void aTenantsKeyOperatesNothing() throws Exception {
        Caller.Answer answer =
                api.send(api.request("/v1/admin/routes/measure-line/stop").POST(BodyPublishers.noBody()));
        assertThat(answer.status()).isEqualTo(401);
    }

    private Caller.Answer operate(String path) throws Exception {
        return api.send(api.adminRequest(path).POST(BodyPublishers.noBody()));
    }
}
