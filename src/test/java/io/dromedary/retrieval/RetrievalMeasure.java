package io.dromedary.retrieval;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.retrieval.Measure.Slice;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Uploads texts to a running service, asks it questions about them, and prints how much of the answers it finds. Not
 * part of the build; docs/retrieval.md tells how to start it.
 */
class RetrievalMeasure {

    private static final List<String> MODES = List.of("vector", "keyword", "hybrid");
    private static final int HITS = 60;
    private static final int PAGE = 100;

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final String url = System.getProperty("retrieval.url", "http://localhost:8080");
    private final String key = System.getProperty("retrieval.key", "");
    private final int modelLimit = Integer.getInteger("retrieval.model-limit", 256);
    private final Path folder = Path.of(System.getProperty("retrieval.folder", "src/test/resources/retrieval"));
    private final Path questions = folder.resolve(System.getProperty("retrieval.questions", "questions.json"));

    private int chunks;
    private int over;
    private int exact;

    @Test
    void measure() throws Exception {
        List<Question> asked = Question.read(questions);
        Map<String, UUID> documents = new HashMap<>();
        for (String corpus : asked.stream().map(Question::corpus).distinct().toList()) {
            Path file = Files.exists(folder.resolve("corpora"))
                    ? folder.resolve("corpora/" + corpus + ".md")
                    : folder.resolve(corpus + ".md");
            UUID document = upload(file);
            documents.put(corpus, document);
            checkChunks(document, Files.readString(file).codePoints().toArray());
        }
        System.out.printf(
                "%d chunks, %.2f %% over %d tokens, %.2f %% of offsets exact%n",
                chunks, 100.0 * over / chunks, modelLimit, 100.0 * exact / chunks);
        for (String mode : MODES) {
            Measure measure = new Measure();
            long begin = System.nanoTime();
            for (Question question : asked) {
                measure.add(question, search(question, mode, Objects.requireNonNull(documents.get(question.corpus()))));
            }
            long each = Duration.ofNanos(System.nanoTime() - begin).toMillis() / asked.size();
            System.out.printf("%-8s %s, %d ms a question%n", mode, measure, each);
        }
        assertThat(over).isZero();
        assertThat(exact).isEqualTo(chunks);
    }

    private UUID upload(Path file) throws Exception {
        JsonNode accepted = call(
                "POST",
                "/v1/documents",
                BodyPublishers.ofFile(file),
                "Content-Type",
                "text/markdown",
                "Idempotency-Key",
                UUID.randomUUID().toString());
        JsonNode job = Awaitility.await()
                .atMost(Duration.ofMinutes(30))
                .pollInterval(Duration.ofSeconds(1))
                .until(
                        () -> call("GET", "/v1/jobs/" + accepted.path("jobId").asText(), BodyPublishers.noBody()),
                        state -> !state.path("status").asText().matches("queued|running"));
        assertThat(job.path("status").asText()).as(job.toString()).isEqualTo("completed");
        return UUID.fromString(accepted.path("documentId").asText());
    }

    private void checkChunks(UUID document, int[] text) throws Exception {
        String cursor = "";
        do {
            JsonNode page = call(
                    "GET",
                    "/v1/documents/%s/chunks?limit=%d%s".formatted(document, PAGE, cursor),
                    BodyPublishers.noBody());
            for (JsonNode chunk : page.path("chunks")) {
                Slice slice = slice(chunk);
                chunks++;
                over += chunk.path("tokens").asInt() > modelLimit ? 1 : 0;
                exact += new String(text, slice.start(), slice.end() - slice.start()).equals(slice.text()) ? 1 : 0;
            }
            cursor = page.path("nextCursor").isNull()
                    ? ""
                    : "&cursor=" + page.path("nextCursor").asText();
        } while (!cursor.isEmpty());
    }

    private List<Slice> search(Question question, String mode, UUID document) throws Exception {
        String body = json.createObjectNode()
                .put("query", question.question())
                .put("mode", mode)
                .put("limit", HITS)
                .put("documentId", document.toString())
                .toString();
        List<Slice> slices = new ArrayList<>();
        call("POST", "/v1/search", BodyPublishers.ofString(body), "Content-Type", "application/json")
                .path("hits")
                .forEach(hit -> slices.add(slice(hit)));
        return slices;
    }

    private static Slice slice(JsonNode node) {
        return new Slice(
                node.path("start").asInt(),
                node.path("end").asInt(),
                node.path("text").asText());
    }

    private JsonNode call(String method, String path, BodyPublisher body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .method(method, body)
                .header("Authorization", "Bearer " + key);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString(UTF_8));
        if (answer.statusCode() == 429) {
            Thread.sleep(1000L
                    * Long.parseLong(answer.headers().firstValue("Retry-After").orElse("1")));
            return call(method, path, body, headers);
        }
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return json.readTree(answer.body());
    }
}
