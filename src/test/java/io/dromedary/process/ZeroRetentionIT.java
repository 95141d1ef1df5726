package io.dromedary.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.faults.hook.FaultPoints;
import io.dromedary.webhook.Receiving;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/**
 * The promises Z-1 to Z-3: after passthrough jobs that were finished, failed, and killed at each step, nothing of their
 * content is in the files of the service, its database with its log, its object store, its broker, nor in its output.
 * {@code -Ddromedary.test.retention=full} runs a hundred jobs and kills at every step.
 */
@Tag("standalone")
class ZeroRetentionIT {

    private static final boolean FULL = "full".equals(System.getProperty("dromedary.test.retention"));
    private static final int FINISHED = FULL ? 60 : 6;
    private static final int FAILED = FULL ? 30 : 3;

    /** After the first of these the document lies in memory in plain. */
    private static final List<String> STEPS = FULL
            ? List.of(
                    "documentReader.open:after:1",
                    "documentIntake.accept:after:1",
                    "leases.claim:after:1",
                    "sealedUploads.open:after:1",
                    "results.plan:after:2",
                    "embedder.embedAlone:after:2",
                    "results.write:after:2",
                    "partDeliveries.answered:before:2",
                    "results.received:after:2",
                    "results.summary:after:1",
                    "jobCompletion.complete:after:1")
            : List.of("documentReader.open:after:1", "partDeliveries.answered:before:2");

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Canary canary = new Canary();
    private final Canary control = new Canary();
    private Path data = Path.of("data");
    private Path temporary = Path.of("tmp");
    private Path memory = MEMORY;
    private Program program = new Program(List.of());

    @BeforeEach
    void places() throws Exception {
        assumeThat(MEMORY).isDirectory();
        data = folder.toRealPath().resolve("data");
        temporary = Files.createDirectory(folder.toRealPath().resolve("tmp"));
        memory = Files.createTempDirectory(MEMORY, "zero-retention");
        program = Program.classes().with("-Djava.io.tmpdir=" + temporary);
    }

    @AfterEach
    void clear() throws IOException {
        FileSystemUtils.deleteRecursively(memory);
    }

    private ServiceProcess start(Program started, String... more) throws IOException {
        return ServiceProcess.start(started, data, arguments(more));
    }

    private String[] arguments(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--dromedary.secret-key=a-secret-key-for-tests-of-zero-retention",
                "--dromedary.egress.allowed-subnets=127.0.0.1/32",
                "--dromedary.extract.memory-folder=" + memory,
                "--dromedary.job.lease=5s",
                "--dromedary.work.renewal=1s"));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private HttpResponse<String> call(
            ServiceProcess service, String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(service.url() + path))
                .header(
                        "Authorization",
                        "Bearer " + Files.readString(data.resolve("api-key")).strip())
                .method(method, BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static String text(Canary words) {
        StringBuilder text = new StringBuilder("# " + words.word("heading") + "\n\n");
        for (int i = 0; i < 60; i++) {
            text.append("Sentence %d of the caravan tells of %s and of %s, in passing.\n\n"
                    .formatted(i, i % 10 == 0 ? words.word("text") : "sand", UUID.randomUUID()));
        }
        return text.toString();
    }

    private UUID upload(ServiceProcess service, Canary words, String type, String content, String... more)
            throws Exception {
        List<String> headers = new ArrayList<>(List.of(
                "Content-Type",
                type,
                "Idempotency-Key",
                UUID.randomUUID().toString(),
                "X-Filename",
                words.word("file name") + ".md",
                "X-Metadata",
                "{\"note\":\"%s\"}".formatted(words.word("metadata"))));
        headers.addAll(List.of(more));
        HttpResponse<String> answer = call(service, "POST", "/v1/documents", content, headers.toArray(String[]::new));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return UUID.fromString(JSON.readTree(answer.body()).path("jobId").asText());
    }

    private UUID pass(ServiceProcess service, String type, String content, String url) throws Exception {
        return upload(service, canary, type, content, "X-Passthrough", "true", "X-Webhook-Url", url);
    }

    private void awaitGone(ServiceProcess service, UUID job) {
        service.await(
                "nothing held of " + job,
                LIMIT,
                () -> !JSON.readTree(call(service, "GET", "/v1/jobs/%s/retention".formatted(job), "")
                                .body())
                        .path("goneSince")
                        .isNull());
    }

    private String status(ServiceProcess service, UUID job) throws Exception {
        return JSON.readTree(call(service, "GET", "/v1/jobs/" + job, "").body())
                .path("status")
                .asText();
    }

    @Test
    void nothingRemains() throws Exception {
        int failed = 0;
        int finished = 0;
        int killed = 0;
        try (Receiving receiver = new Receiving(Receiving.Answer.status(204));
                Receiving gone = new Receiving(Receiving.Answer.status(410))) {
            List<UUID> jobs = new ArrayList<>();
            try (ServiceProcess service = start(program)) {
                call(service, "POST", "/v1/webhooks/secret/rotate", "");
                UUID kept = upload(service, control, "text/markdown", text(control));
                service.await("the control", LIMIT, () -> status(service, kept).equals("completed"));
                for (int i = 0; i < FINISHED; i++) {
                    jobs.add(pass(service, "text/markdown", text(canary), receiver.url("/")));
                }
                for (int i = 0; i < FAILED; i++) {
                    jobs.add(
                            i % 2 == 0
                                    ? pass(service, "text/markdown", text(canary), gone.url("/"))
                                    : pass(service, "application/pdf", "%PDF-1.7\n" + text(canary), receiver.url("/")));
                }
                for (UUID job : jobs) {
                    awaitGone(service, job);
                    finished += status(service, job).equals("completed") ? 1 : 0;
                    failed += status(service, job).equals("failed") ? 1 : 0;
                }
                assertThat(service.stop()).isIn(0, 143);
            }
            assertThat(finished).isEqualTo(FINISHED);
            assertThat(failed).isEqualTo(FAILED);
            for (String step : STEPS) {
                killed += kill(step, receiver);
            }
            // What the receiver got is what is looked for.
            assertThat(receiver.journal()).anyMatch(message -> message.body().contains("canary"));
        }
        List<String> remains = canary.find(written());
        System.out.printf(
                "Z-1 to Z-3: %d jobs finished, %d failed, %d killed (%d steps); looked at %s; hits %d%n",
                finished, failed, killed, STEPS.size(), canary.extent(), remains.size());
        assertThat(control.find(written())).as("the control").isNotEmpty();
        assertThat(remains).isEmpty();
    }

    private int kill(String step, Receiving receiver) throws Exception {
        UUID job;
        try (ServiceProcess doomed =
                start(program.with("-Dfaults.halt=" + step), "--spring.main.sources=" + FaultPoints.class.getName())) {
            job = passOrDie(doomed, receiver);
            assertThat(doomed.exitCode(LIMIT)).as(step).isEqualTo(137);
            doomed.awaitNoRemains();
        }
        if (step.startsWith("documentReader")) {
            assertThat(canary.find(List.of(memory)))
                    .as("in memory, after a kill")
                    .isNotEmpty();
        }
        try (ServiceProcess service = start(program)) {
            UUID left = job;
            if (left == null) {
                JsonNode newest = JSON.readTree(
                        call(service, "GET", "/v1/jobs?limit=1", "").body());
                left = UUID.fromString(newest.at("/jobs/0/jobId").asText());
            }
            awaitGone(service, left);
            assertThat(status(service, left)).as(step).isEqualTo("completed");
            service.stop();
        }
        return 1;
    }

    /** Null when the service dies before it answers. */
    private @Nullable UUID passOrDie(ServiceProcess doomed, Receiving receiver) throws Exception {
        try {
            return pass(doomed, "text/markdown", text(canary), receiver.url("/"));
        } catch (IOException e) {
            return null;
        }
    }

    /** Everything that the service writes to. */
    private List<Path> written() throws IOException {
        List<Path> places = new ArrayList<>(List.of(data, temporary, memory));
        try (Stream<Path> beside = Files.list(folder.toRealPath())) {
            beside.filter(path -> path.getFileName().toString().startsWith("output"))
                    .forEach(places::add);
        }
        assertThat(places.size()).isGreaterThan(3);
        return places;
    }
}
