package io.dromedary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommandsTest {

    private static final String ID = "0f8fad5b-d9cb-469f-a165-70867728950e";
    private static final Map<String, String> ENVIRONMENT = Map.of("DROMEDARY_ADMIN_KEY", "the-admin-key");

    private final List<String> requests = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private int status = 200;
    private String answer = "";
    private HttpServer service;

    @BeforeEach
    void startService() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            requests.add("%s %s %s %s"
                    .formatted(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI(),
                            exchange.getRequestHeaders().getFirst("Authorization"),
                            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        service.start();
    }

    @AfterEach
    void stopService() {
        service.stop(0);
    }

    @Test
    void onlyTheWordOfACommandIsTakenForOne() {
        assertThat(Commands.areMeantBy("keys", "list")).isTrue();
        assertThat(Commands.areMeantBy()).isFalse();
        assertThat(Commands.areMeantBy("--server.port=8081", "keys")).isFalse();
    }

    @Test
    void verifyTellsThatTheAuditChainIsWhole() {
        answer = "{\"links\":17,\"head\":\"17:ab\",\"pending\":2,\"broken\":null}";
        assertThat(runAudit("verify", "--head", "16:cd")).isZero();

        assertThat(requests).containsExactly("GET /v1/admin/audit/verification?head=16:cd Bearer the-admin-key ");
        assertThat(out.toString())
                .isEqualToIgnoringNewLines("17 links are whole, 2 records wait for theirs. Head:17:ab");
    }

    @Test
    void verifyNamesTheFirstBrokenLink() {
        answer = "{\"links\":4,\"head\":\"4:ab\",\"pending\":0,"
                + "\"broken\":{\"seq\":5,\"recordId\":9,\"reason\":\"the record is missing\"}}";
        assertThat(runAudit("verify")).isEqualTo(1);
        assertThat(err.toString()).contains("Broken at link 5: the record is missing");
    }

    private int runAudit(String command, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "audit",
                command,
                "--url",
                "http://localhost:" + service.getAddress().getPort()));
        arguments.addAll(List.of(options));
        return Commands.run(
                ENVIRONMENT, new PrintWriter(out, true), new PrintWriter(err, true), arguments.toArray(String[]::new));
    }

    @Test
    void createPrintsTheKeyAloneForWhoeverPipesItOn() {
        status = 201;
        answer = "{\"id\":\"%s\",\"key\":\"drm_secret\"}".formatted(ID);
        assertThat(run("create", "--tenant", "acme")).isZero();

        assertThat(requests).containsExactly("POST /v1/admin/tenants/acme/keys Bearer the-admin-key ");
        assertThat(out.toString()).isEqualToIgnoringNewLines("drm_secret\n");
        assertThat(err.toString()).contains(ID, "once");
    }

    @Test
    void listPrintsALineForEachKey() {
        answer = """
                {"keys":[
                  {"id":"%s","prefix":"drm_abcd","createdAt":"2026-01-02T03:04:05.678901Z","lastUsedAt":null,
                   "expiresAt":null,"revokedAt":null},
                  {"id":"%s","prefix":"drm_efgh","createdAt":"2026-01-02T03:04:05Z","lastUsedAt":"2026-01-03T03:04:05Z",
                   "expiresAt":"2026-01-04T03:04:05Z","revokedAt":null},
                  {"id":"%s","prefix":"drm_ijkl","createdAt":"2026-01-02T03:04:05Z","lastUsedAt":null,
                   "expiresAt":"2026-01-04T03:04:05Z","revokedAt":"2026-01-05T03:04:05Z"}]}""".formatted(ID, ID, ID);
        assertThat(run("list", "--tenant", "acme")).isZero();

        assertThat(requests).containsExactly("GET /v1/admin/tenants/acme/keys Bearer the-admin-key ");
        assertThat(out.toString().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "ID PREFIX CREATED LAST USED STATE",
                        ID + " drm_abcd 2026-01-02T03:04:05Z - valid",
                        ID + " drm_efgh 2026-01-02T03:04:05Z 2026-01-03T03:04:05Z until 2026-01-04T03:04:05Z",
                        ID + " drm_ijkl 2026-01-02T03:04:05Z - revoked 2026-01-05T03:04:05Z");
    }

    @Test
    void rotateAndRevokeNameTheKey() {
        status = 201;
        answer = "{\"id\":\"%s\",\"key\":\"drm_secret\"}".formatted(ID);
        assertThat(run("rotate", "--tenant", "acme", "--id", ID, "--grace", "60", "--json"))
                .isZero();
        assertThat(out.toString()).isEqualToIgnoringNewLines(answer + "\n");
        assertThat(run("rotate", "--tenant", "acme", "--id", ID)).isZero();
        status = 204;
        answer = "";
        assertThat(run("revoke", "--tenant", "acme", "--id", ID)).isZero();

        assertThat(requests)
                .containsExactly(
                        "POST /v1/admin/tenants/acme/keys/%s/rotate Bearer the-admin-key {\"graceSeconds\":60}"
                                .formatted(ID),
                        "POST /v1/admin/tenants/acme/keys/%s/rotate Bearer the-admin-key ".formatted(ID),
                        "DELETE /v1/admin/tenants/acme/keys/%s Bearer the-admin-key ".formatted(ID));
    }

    @Test
    void aRefusalIsTheServicesOwnWord() {
        status = 404;
        answer = "{\"title\":\"There is no such resource\",\"detail\":\"There is no such tenant\"}";
        assertThat(run("list", "--tenant", "../../x y")).isEqualTo(1);
        assertThat(err.toString()).isEqualToIgnoringNewLines("Refused (404): There is no such tenant\n");
        assertThat(requests).containsExactly("GET /v1/admin/tenants/..%2F..%2Fx+y/keys Bearer the-admin-key ");
    }

    @Test
    void aServiceThatIsAwayOrNoneIsSaidInOneLine() {
        service.stop(0);
        assertThat(run("list", "--tenant", "acme")).isEqualTo(1);
        assertThat(err.toString()).contains("does not answer").hasLineCount(1);
    }

    @Test
    void aWrongCallIsToldFromARefusal() {
        assertThat(run("list")).isEqualTo(2);
        assertThat(run("revoke", "--tenant", "acme", "--id", "no-id")).isEqualTo(2);
        assertThat(run("burn", "--tenant", "acme")).isEqualTo(2);
        assertThat(runWith(Map.of(), "list", "--tenant", "acme")).isEqualTo(2);
        assertThat(err.toString()).contains("Set DROMEDARY_ADMIN_KEY");
        assertThat(requests).isEmpty();
    }

    private int run(String... arguments) {
        return runWith(ENVIRONMENT, arguments);
    }

    private int runWith(Map<String, String> environment, String... arguments) {
        String url = "http://localhost:" + service.getAddress().getPort();
        return Commands.run(
                environment,
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                Stream.of(Stream.of("keys"), Stream.of(arguments), Stream.of("--url", url))
                        .flatMap(words -> words)
                        .toArray(String[]::new));
    }
}
