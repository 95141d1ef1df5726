package io.dromedary.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.provider.ProviderStub;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process is killed in the middle of a document that it indexes for another generation; the next one goes on. */
@Tag("standalone")
class KilledBuildIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int SECTIONS = 70;
    private static final String ADMIN_KEY = "the-admin-key-for-tests-only";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void theBuildGoesOnWhereItWasKilledAndEmbedsNothingTwice() throws Exception {
        Program program = Program.unpacked(folder);
        try (ProviderStub provider = ProviderStub.start()) {
            try (ServiceProcess killed = start(program, provider)) {
                for (String title : List.of("Dunes", "Wells")) {
                    UUID job = killed.api().upload(Manuscript.of(title, SECTIONS));
                    killed.await("completion", LIMIT, () -> killed.api().isCompleted(job));
                }
                provider.answer(2);
                assertThat(send(killed, "POST", "").path("missing").asInt()).isEqualTo(2);
                killed.await(
                        "a request in flight", LIMIT, () -> provider.requests().size() == 3);
                killed.kill();
            }
            int before = provider.embedded().size();
            assertThat(before).isBetween(1, 40);
            provider.answer(Integer.MAX_VALUE);
            try (ServiceProcess service = start(program, provider)) {
                service.await("a whole generation", LIMIT, () -> "ready".equals(state(service)));
                List<String> embedded = provider.embedded();
                assertThat(embedded).doesNotHaveDuplicates().hasSizeGreaterThan(2 * SECTIONS);
                try (ServiceProcess other = beside(service, program, provider)) {
                    bothChangeAtOnce(service, other);
                }
                System.out.printf(
                        "Killed after %d texts of another generation: %d embedded in all, twice 0; two processes"
                                + " changed 10 times together%n",
                        before, embedded.size());
            }
        }
    }

    /** A second process on the same ledger, which only answers. */
    private ServiceProcess beside(ServiceProcess service, Program program, ProviderStub provider) throws Exception {
        List<String> arguments = new ArrayList<>(arguments(provider));
        arguments.add("--dromedary.roles=intake");
        arguments.add("--spring.datasource.url=" + service.databaseUrl().replaceAll("&options=.*", ""));
        return ServiceProcess.start(
                program, folder.toRealPath().resolve("other-data"), arguments.toArray(String[]::new));
    }

    private static void bothChangeAtOnce(ServiceProcess service, ServiceProcess other) throws Exception {
        Api here = service.api();
        Api there = new Api(other.url(), here.key());
        List<String> first = here.search("deep wells");
        for (int i = 0; i < 5; i++) {
            assertThat(there.search("deep wells")).isEqualTo(first);
            assertThat(send(service, "POST", "/2/activate").path("state").asText())
                    .isEqualTo("active");
            List<String> second = there.search("deep wells");
            assertThat(second).doesNotContainAnyElementsOf(first).isEqualTo(here.search("deep wells"));
            assertThat(send(other, "POST", "/1/activate").path("state").asText())
                    .isEqualTo("active");
            assertThat(here.search("deep wells")).isEqualTo(first);
        }
    }

    private static String state(ServiceProcess service) throws IOException, InterruptedException {
        return send(service, "GET", "").at("/generations/1/state").asText();
    }

    private static JsonNode send(ServiceProcess service, String method, String path)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(service.url() + "/v1/admin/generations" + path))
                .header("Authorization", "Bearer " + ADMIN_KEY)
                .method(method, BodyPublishers.noBody())
                .build();
        return JSON.readTree(HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body());
    }

    private ServiceProcess start(Program program, ProviderStub provider) throws Exception {
        return ServiceProcess.start(
                program,
                folder.toRealPath().resolve("data"),
                arguments(provider).toArray(String[]::new));
    }

    private static List<String> arguments(ProviderStub provider) {
        return List.of(
                "--dromedary.admin-key=" + ADMIN_KEY,
                "--dromedary.generation.lease=5s",
                "--dromedary.next.provider.kind=openai",
                "--dromedary.next.provider.base-url=" + provider.baseUrl(),
                "--dromedary.next.provider.model=stub",
                "--dromedary.next.provider.dimensions=" + ProviderStub.DIMENSIONS,
                "--dromedary.next.chunk.target-tokens=16",
                "--dromedary.next.chunk.max-tokens=40",
                "--dromedary.governor.requests-per-minute=60000");
    }
}
