package io.dromedary.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.Caller;
import io.dromedary.WithApi;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalManagementPort;

/**
 * Promise S-1: whoever has no key learns of the health of the service and of nothing else. (Figures are switched off in
 * tests; ManagementIT has them.)
 */
@Tag("once")
@WithApi
class ManagementPortIT {

    private static final List<String> METHODS = List.of("GET", "POST", "DELETE");

    @Autowired
    private Caller api;

    @LocalManagementPort
    private int managementPort;

    private final HttpClient http = HttpClient.newHttpClient();

    @ParameterizedTest
    @ValueSource(strings = {"health", "health/liveness", "health/readiness"})
    void healthIsThere(String endpoint) throws Exception {
        assertThat(send("GET", managementPort, "/observe/" + endpoint).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auditevents", "beans", "caches", "camel", "camelroutes", "conditions", "configprops", "env", "flyway",
                "heapdump", "hawtio", "httpexchanges", "info", "jolokia", "logfile", "loggers", "mappings", "quartz",
                "refresh", "restart", "sbom", "scheduledtasks", "sessions", "shutdown", "startup", "threaddump"
            })
    void nothingElseIs(String endpoint) throws Exception {
        for (String method : METHODS) {
            for (int port : new int[] {managementPort, api.port}) {
                for (String base : List.of("/observe/", "/actuator/", "/")) {
                    assertThat(send(method, port, base + endpoint).statusCode())
                            .as("%s %s%s", method, base, endpoint)
                            .isIn(404, 405);
                }
            }
        }
    }

    private HttpResponse<String> send(String method, int port, String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .method(method, BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }
}
