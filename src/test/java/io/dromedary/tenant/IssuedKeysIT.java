package io.dromedary.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.dromedary.Requests;
import io.dromedary.WithIntake;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

@WithIntake
@ExtendWith(OutputCaptureExtension.class)
class IssuedKeysIT {

    /** What a request gets whose key is valid: there is no such job. */
    private static final int VALID = 404;

    private static final int INVALID = 401;

    @Autowired
    private Requests api;

    @Autowired
    private JdbcClient jdbc;

    private String tenant = "";
    private Requests.Key key = new Requests.Key("", "");

    @BeforeEach
    void newKey() throws Exception {
        tenant = api.newTenant("[]");
        key = api.newKey(tenant);
    }

    @Test
    void aNewKeyIsShownOnceAndKeptByNoCache() throws Exception {
        HttpResponse<String> made = api.admin("POST", keys(), null);
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(Requests.key(made).value()).matches("drm_[A-Za-z0-9_-]{43}");

        assertThat(api.admin("GET", keys(), null).body())
                .contains(Requests.key(made).id())
                .doesNotContain(Requests.key(made).value(), key.value());
    }

    @Test
    void ofAKeyThatTheOperatorChoseTheListShowsAQuarter() throws Exception {
        assertThat(api.admin("GET", "/tenants/default/keys", null).body()).contains("\"prefix\":\"a-key\"");
    }

    @Test
    void bothKeysAreValidInTheGraceAndOnlyTheNewOneAfterwards() throws Exception {
        Requests.Key next = Requests.key(rotate(key, null));
        assertThat(api.look(key.value()).statusCode()).isEqualTo(VALID);
        assertThat(api.look(next.value()).statusCode()).isEqualTo(VALID);
        assertThat(hoursLeft(key)).isBetween(23.9, 24.0);

        jdbc.sql("update api_key set expires_at = now() where id = :id")
                .param("id", UUID.fromString(key.id()))
                .update();
        // Behind the back of the service, which looks once a second.
        await().atMost(Duration.ofMinutes(1)).until(() -> api.look(key.value()).statusCode() == INVALID);
        assertThat(api.look(next.value()).statusCode()).isEqualTo(VALID);
    }

    @Test
    void theGraceIsTheOperatorsChoiceAndNeverGrows() throws Exception {
        rotate(key, "{\"graceSeconds\":3600}");
        assertThat(hoursLeft(key)).isBetween(0.9, 1.0);
        rotate(key, "{\"graceSeconds\":7200}");
        assertThat(hoursLeft(key)).isBetween(0.9, 1.0);
        rotate(key, "{\"graceSeconds\":0}");
        assertThat(api.look(key.value()).statusCode()).isEqualTo(INVALID);
        assertThat(rotate(key, null).statusCode()).isEqualTo(404);
        assertThat(rotate(key, "{\"graceSeconds\":-1}").statusCode()).isEqualTo(400);
    }

    @Test
    void aRevokedKeyIsRefusedAtOnceLikeOneThatNeverWas() throws Exception {
        assertThat(api.look(key.value()).statusCode()).isEqualTo(VALID);
        assertThat(api.admin("DELETE", keys() + "/" + key.id(), null).statusCode())
                .isEqualTo(204);
        HttpResponse<String> revoked = api.look(key.value());
        assertThat(revoked.statusCode()).isEqualTo(INVALID);
        assertThat(revoked.body())
                .isEqualTo(api.look("drm_neverExisted").body())
                .isEqualTo(api.look(null).body());

        assertThat(api.admin("DELETE", keys() + "/" + key.id(), null).statusCode())
                .isEqualTo(204);
        assertThat(listed(key).path("revokedAt").isTextual()).isTrue();
    }

    @Test
    void theListTellsWhenAKeyWasUsedLast() throws Exception {
        assertThat(listed(key).path("lastUsedAt").isNull()).isTrue();
        api.look(key.value());
        String first = listed(key).path("lastUsedAt").asText();
        api.look(key.value());
        assertThat(listed(key).path("lastUsedAt").asText())
                .as("noted once a minute")
                .isEqualTo(first);

        jdbc.sql("update api_key set last_used_at = last_used_at - interval '61 seconds' where id = :id")
                .param("id", UUID.fromString(key.id()))
                .update();
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            api.look(key.value());
            assertThat(listed(key).path("lastUsedAt").asText()).isGreaterThan(first);
        });
    }

    @Test
    void noKeyStandsInTheDatabaseOrInTheLog(CapturedOutput output) throws Exception {
        Requests.Key next = Requests.key(rotate(key, null));
        for (String value : List.of(key.value(), next.value(), Requests.DEFAULT_KEY)) {
            api.look(value);
            api.upload(value, "");
            api.call("POST", "/v1/search", value, "not json");
        }
        api.admin("DELETE", keys() + "/" + next.id(), null);
        api.look(next.value());

        List<String> secrets = List.of(
                key.value(),
                next.value(),
                Requests.DEFAULT_KEY,
                Requests.ADMIN_KEY,
                key.value().substring(4));
        List<String> cells = everyTextInTheDatabase();
        long inDatabase = secrets.stream()
                .filter(secret -> cells.stream().anyMatch(cell -> cell.contains(secret)))
                .count();
        long inLog = secrets.stream().filter(output.getAll()::contains).count();
        System.out.printf(
                "secrets %d, text cells %d, log characters %d, hits in the database %d, hits in the log %d%n",
                secrets.size(), cells.size(), output.length(), inDatabase, inLog);
        assertThat(cells).contains(key.value().substring(0, 8));
        assertThat(output).contains("Key " + key.id());
        assertThat(inDatabase + inLog).isZero();
    }

    /** Every column of every table, bytes and arrays as text. */
    private List<String> everyTextInTheDatabase() {
        List<String> cells = new ArrayList<>();
        jdbc.sql("""
                        select format('select %I::text from %I where %I is not null', column_name, table_name, column_name)
                        from information_schema.columns
                        where table_schema = current_schema() and table_name not like 'flyway%'
                        union all
                        select format('select encode(%I, ''escape'') from %I where %I is not null',
                                      column_name, table_name, column_name)
                        from information_schema.columns
                        where table_schema = current_schema() and data_type = 'bytea'""")
                .query(String.class)
                .list()
                .forEach(select ->
                        cells.addAll(jdbc.sql(select).query(String.class).list()));
        return cells;
    }

    private String keys() {
        return "/tenants/" + tenant + "/keys";
    }

    private HttpResponse<String> rotate(Requests.Key old, @Nullable String body) throws Exception {
        return api.admin("POST", keys() + "/" + old.id() + "/rotate", body);
    }

    private JsonNode listed(Requests.Key wanted) throws Exception {
        for (JsonNode one : Requests.json(api.admin("GET", keys(), null)).path("keys")) {
            if (one.path("id").asText().equals(wanted.id())) {
                return one;
            }
        }
        throw new AssertionError(wanted.id() + " is not listed");
    }

    private double hoursLeft(Requests.Key of) {
        return jdbc.sql("select extract(epoch from expires_at - now())::float8 / 3600 from api_key where id = :id")
                .param("id", UUID.fromString(of.id()))
                .query(Double.class)
                .single();
    }
}
