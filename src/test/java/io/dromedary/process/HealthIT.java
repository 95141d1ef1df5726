package io.dromedary.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What probes see of a service whose parts fail. */
@Tag("standalone")
class HealthIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @Test
    void aMissingBrokerDegradesAndAMissingDatabaseTakesOutOfTraffic() throws Exception {
        try (var service = ServiceProcess.start(
                Program.unpacked(folder),
                folder.toRealPath().resolve("data"),
                // Nobody listens there.
                "--spring.rabbitmq.addresses=127.0.0.1:1")) {
            service.await(
                    "degraded",
                    LIMIT,
                    () -> status(readiness(service), "broker").equals("DEGRADED"));
            HttpResponse<String> readiness = readiness(service);
            System.out.println(readiness.body());
            assertThat(readiness.statusCode()).isEqualTo(200);
            assertThat(status(readiness, "db")).isEqualTo("UP");
            assertThat(status(readiness, "objectStore")).isEqualTo("UP");
            assertThat(status(readiness, "provider")).isEqualTo("UP");
            UUID job = service.api().upload("# Accepted\n\nThough nobody can work on it yet.\n");
            assertThat(service.api().job(job).get("status").textValue()).isEqualTo("queued");

            killDatabase(service);
            service.await("out of traffic", LIMIT, () -> readiness(service).statusCode() == 503);
            assertThat(status(readiness(service), "db")).isEqualTo("DOWN");
            HttpResponse<String> liveness = get(service, "liveness");
            assertThat(liveness.statusCode()).isEqualTo(200);
            assertThat(json(liveness).get("status").textValue()).isEqualTo("UP");
        }
    }

    private static void killDatabase(ServiceProcess service) {
        assertThat(service.remains().stream().filter(HealthIT::isDatabase)).isNotEmpty();
        service.remains().stream().filter(HealthIT::isDatabase).forEach(ProcessHandle::destroyForcibly);
    }

    private static boolean isDatabase(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("/postgres");
    }

    private HttpResponse<String> readiness(ServiceProcess service) throws Exception {
        return get(service, "readiness");
    }

    private HttpResponse<String> get(ServiceProcess service, String group) throws Exception {
        return http.send(
                HttpRequest.newBuilder(service.management("/observe/health/" + group))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String status(HttpResponse<String> health, String component) throws Exception {
        return Objects.requireNonNull(json(health).get("components").get(component), health.body())
                .get("status")
                .textValue();
    }

    private static JsonNode json(HttpResponse<String> health) throws Exception {
        return new ObjectMapper().readTree(health.body());
    }
}
