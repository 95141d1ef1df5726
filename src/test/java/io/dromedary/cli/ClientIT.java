package io.dromedary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.Caller;
import io.dromedary.WithApi;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

/** The jar as a client of the running service. */
@WithApi
class ClientIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Autowired
    private Caller api;

    @TempDir
    private Path folder;

    private final StringWriter complaints = new StringWriter();

    @Test
    void putsFilesWaitsFindsAndErasesThem() throws Exception {
        Path first = file("ünïcode name.md", "# Harbours\n\nThe pilot boards west of the buoy.");
        Path second = file("second.txt", "Nothing of interest.");

        String put = run(0, "put", "--wait", first.toString(), second.toString());
        assertThat(put.lines()).hasSize(2).allMatch(line -> line.contains("completed"));
        assertThat(put).contains("ünïcode name.md");

        String job = put.substring(0, 36);
        assertThat(run(0, "status", job)).startsWith("completed");
        JsonNode view = JSON.readTree(run(0, "status", "--json", job));
        assertThat(view.path("jobId").asText()).isEqualTo(job);

        assertThat(run(0, "search", "where", "does", "the", "pilot", "board?")).contains("west of the buoy");

        String document = view.path("documentId").asText();
        assertThat(run(0, "erase", document)).startsWith("Erasure ");
        assertThat(run(1, "status", UUID.randomUUID().toString())).isEmpty();
    }

    @Test
    void theSameCommandAgainLeadsToTheSameJob() throws Exception {
        Path file = file("twice.md", "Once and for all " + UUID.randomUUID());
        String job = run(0, "put", file.toString()).substring(0, 36);
        assertThat(run(0, "put", file.toString())).startsWith(job);
        assertThat(run(0, "put", "--priority", "low", file.toString())).doesNotContain(job);
    }

    @Test
    void tellsWhichFileWasRefusedAndTakesTheOthers() throws Exception {
        Path bad = folder.resolve("bad.exe");
        Files.write(bad, new byte[] {'M', 'Z', 0, 1, 2, 3});
        Path good = file("good.md", "Good " + UUID.randomUUID());

        String put = run(
                1, "put", "--json", bad.toString(), folder.resolve("missing").toString(), good.toString());

        assertThat(JSON.readTree(put).path("file").asText()).endsWith("good.md");
        assertThat(complaints.toString()).contains("bad.exe: Refused (415)", "missing: ");
    }

    @Test
    void aDocumentThatFailsEndsTheWaitWithOne() throws Exception {
        Path broken = folder.resolve("broken.pdf");
        Files.writeString(broken, "%PDF-1.7\nthis is no document");
        assertThat(run(1, "put", "--wait", broken.toString())).contains("failed, document_corrupt");
    }

    @Test
    void saysHowItIsCalled() {
        assertThat(run(2, "dead", "replay")).isEmpty();
        assertThat(complaints.toString()).contains("Name either a job or a --code");
        assertThat(run(2, "put")).isEmpty();
        assertThat(run(0, "dead", "list")).isNotNull();
    }

    private Path file(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    private String run(int expected, String... arguments) {
        StringWriter out = new StringWriter();
        String[] all = Stream.concat(Arrays.stream(arguments), Stream.of("--url", "http://127.0.0.1:" + api.port))
                .toArray(String[]::new);
        int code = Commands.run(
                Map.of("DROMEDARY_API_KEY", Caller.KEY),
                new PrintWriter(out, true),
                new PrintWriter(complaints, true),
                all);
        assertThat(code).as(out + complaints.toString()).isEqualTo(expected);
        return out.toString();
    }
}
