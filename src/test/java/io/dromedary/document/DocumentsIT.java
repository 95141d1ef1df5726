package io.dromedary.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.Caller;
import io.dromedary.Caller.Answer;
import io.dromedary.Ledger;
import io.dromedary.WithApi;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@WithApi
class DocumentsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Autowired
    private Caller caller;

    @Autowired
    private Ledger ledger;

    @Test
    void aReplacedDocumentHasItsNewOriginalItsVersionsAndNothingElseOfTheOldOne() throws Exception {
        String name = name();
        UUID document = ingest(name, "old.md", "# Wells\n\nThe old wells ran dry.");
        assertThat(ingest(name, "new.md", "# Wells\n\nThe new wells are deep.")).isEqualTo(document);

        JsonNode shown = get("/v1/documents/" + document);
        assertThat(shown.path("externalId").asText()).isEqualTo(name);
        assertThat(shown.at("/current/version").asInt()).isEqualTo(2);
        assertThat(shown.at("/current")).isEqualTo(shown.at("/latest"));
        JsonNode versions = get("/v1/documents/" + document + "/versions").path("versions");
        assertThat(texts(versions, "state")).containsExactly("current", "superseded");
        assertThat(texts(versions, "filename")).containsExactly("new.md", "old.md");
        assertThat(texts(versions, "originalKept")).containsExactly("true", "false");
        assertThat(original(document).body()).isEqualTo("# Wells\n\nThe new wells are deep.");
        assertThat(ledger.count("chunk where document_id = ? and version = 1", document))
                .isZero();
    }

    @Test
    void aVersionThatFailsLeavesTheOneBeforeInPlace() throws Exception {
        String name = name();
        UUID document = ingest(name, "good.md", "A good text.");
        upload(name, "bad.pdf", "%PDF-1.7 this is no PDF at all");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> get("/v1/documents/" + document)
                        .at("/latest/state")
                        .asText()
                        .equals("failed"));

        JsonNode shown = get("/v1/documents/" + document);
        assertThat(shown.at("/current/version").asInt()).isEqualTo(1);
        assertThat(shown.at("/latest/version").asInt()).isEqualTo(2);
        assertThat(shown.at("/latest/originalKept").asBoolean()).isFalse();
        assertThat(original(document).body()).isEqualTo("A good text.");
    }

    @Test
    void anOriginalIsGoneWithAJobThatHadNoResult() throws Exception {
        UUID document = upload(name(), "bad.pdf", "%PDF-1.7 this is no PDF at all");
        Awaitility.await().atMost(PATIENCE).until(() -> original(document).statusCode() == 410);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plain.md | attachment; filename=\"plain.md\"",
                "a%22b.md | attachment; filename=\"a\\\"b.md\"",
                "%C3%BCber.md | attachment; filename=\"=?UTF-8?Q?=C3=BCber.md?=\"; filename*=UTF-8''%C3%BCber.md"
            })
    void anOriginalIsSavedAndNeverShown(String filename, String disposition) throws Exception {
        HttpResponse<String> answer = original(ingest(name(), filename, "<script>alert(1)</script>"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("<script>alert(1)</script>");
        assertThat(answer.headers().firstValue("Content-Disposition")).hasValue(disposition);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/markdown");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.headers().allValues("Content-Security-Policy")).contains("sandbox");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @Test
    void everyDocumentIsOnExactlyOnePage() throws Exception {
        String since = get("/v1/documents/" + ingest(name(), "a.md", "The first."))
                .path("createdAt")
                .asText();
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(0, upload(name(), "a.md", "Text " + i).toString());
        }
        List<String> listed = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = get("/v1/documents?limit=2&createdAfter=" + since + cursor);
            listed.addAll(texts(page.path("documents"), "documentId"));
            cursor = page.path("nextCursor").isNull()
                    ? ""
                    : "&cursor=" + page.path("nextCursor").asText();
            upload(name(), "a.md", "Meanwhile");
        } while (!cursor.isEmpty());
        assertThat(listed).isEqualTo(made);
    }

    @Test
    void listsByNameByTypeAndByWhetherItIsFound() throws Exception {
        String name = name() + "/daily #1";
        UUID document = ingest(name, "a.md", "A text.");
        String byName = "/v1/documents?externalId=" + URLEncoder.encode(name, StandardCharsets.UTF_8);

        assertThat(texts(get(byName).path("documents"), "documentId")).containsExactly(document.toString());
        assertThat(get(byName + "&mediaType=text/markdown,text/html&searchable=true")
                        .path("documents"))
                .hasSize(1);
        assertThat(get(byName + "&searchable=false").path("documents")).isEmpty();
        assertThat(get(byName + "&mediaType=text/html").path("documents")).isEmpty();
        assertThat(get("/v1/documents?externalId=nobody").path("documents")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"externalid=a", "searchable=maybe", "limit=0", "cursor=x", "externalId=a&externalId=b"})
    void refusesAQueryThatItDoesNotKnow(String query) throws Exception {
        assertThat(caller.send(caller.request("/v1/documents?" + query)).status())
                .isEqualTo(400);
    }

    @Test
    void pagesThroughVersions() throws Exception {
        String name = name();
        UUID document = upload(name, "a.md", "One");
        for (int i = 0; i < 3; i++) {
            upload(name, "a.md", "Another " + i);
        }
        JsonNode first = get("/v1/documents/%s/versions?limit=3".formatted(document));
        assertThat(texts(first.path("versions"), "version")).containsExactly("4", "3", "2");
        JsonNode second = get("/v1/documents/%s/versions?limit=3&before=%d"
                .formatted(document, first.path("nextBefore").asInt()));
        assertThat(texts(second.path("versions"), "version")).containsExactly("1");
        assertThat(second.path("nextBefore").isNull()).isTrue();
    }

    private static String name() {
        return "doc-" + UUID.randomUUID();
    }

    private JsonNode get(String path) throws Exception {
        Answer answer = caller.send(caller.request(path));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> original(UUID document) throws Exception {
        return caller.http.send(
                caller.request("/v1/documents/" + document + "/original").build(), BodyHandlers.ofString());
    }

    private static List<String> texts(JsonNode list, String member) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(node -> node.path(member).asText())
                .toList();
    }

    private UUID upload(String name, String filename, String text) throws Exception {
        String type = text.startsWith("%PDF") ? "application/pdf" : "text/markdown";
        Answer answer = caller.send(caller.upload(UUID.randomUUID().toString(), text)
                .header("Content-Type", type)
                .header("X-Filename", filename)
                .header("X-External-Id", name));
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        return UUID.fromString(answer.get("documentId"));
    }

    /** Uploads and waits for the end of the job. */
    private UUID ingest(String name, String filename, String text) throws Exception {
        UUID document = upload(name, filename, text);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() ->
                        ledger.count("job where document_id = ? and status in ('queued', 'running')", document) == 0);
        return document;
    }
}
