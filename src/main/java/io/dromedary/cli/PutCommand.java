package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Uploads files. A file is named by its content, its name and its options, so that a command which is repeated, after a
 * broken connection for instance, leads to the same jobs.
 */
@Command(
        name = "put",
        mixinStandardHelpOptions = true,
        description = "Uploads files, and waits for them if told to.",
        footer = "The key is read from " + Connection.API_KEY + ", or from data/api-key.")
class PutCommand implements Callable<Integer> {

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private Connection connection = new Connection();

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "What is uploaded.")
    private List<Path> files = List.of();

    @Option(names = "--priority", description = "high, normal or low.")
    private @Nullable String priority;

    @Option(names = "--external-id", description = "Your own name of the document; for one file only.")
    private @Nullable String externalId;

    @Option(names = "--wait", description = "Wait until every document is in, and show how far it is.")
    private boolean wait;

    PutCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    /** @return 0 when every file was accepted and, when waited for, completed; 1 otherwise */
    @Override
    public Integer call() throws CommandException {
        Terminal terminal = new Terminal(spec);
        if (externalId != null && files.size() > 1) {
            throw terminal.wronglyCalled("--external-id names one file");
        }
        ServiceApi api = connection.api(environment);
        Map<String, JsonNode> jobs = new LinkedHashMap<>();
        boolean allWell = true;
        for (Path file : files) {
            try {
                JsonNode job = api.upload(connection.at("/v1/documents"), file, headers(file));
                jobs.put(file.toString(), job);
                if (!wait) {
                    print(terminal, file.toString(), job);
                }
            } catch (CommandException e) {
                terminal.complain("%s: %s".formatted(file, e.getMessage()));
                allWell = false;
            }
        }
        return (!wait || follow(api, terminal, jobs)) && allWell ? 0 : 1;
    }

    private Map<String, String> headers(Path file) throws CommandException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(
                "X-Filename",
                URLEncoder.encode(name(file), StandardCharsets.UTF_8).replace("+", "%20"));
        if (priority != null) {
            headers.put("X-Priority", priority);
        }
        if (externalId != null) {
            headers.put("X-External-Id", externalId);
        }
        headers.put("Idempotency-Key", key(file, headers));
        return headers;
    }

    private static String name(Path file) {
        Path name = file.getFileName();
        return name == null ? file.toString() : name.toString();
    }

    private static String key(Path file, Map<String, String> options) throws CommandException {
        try (var content = Files.newInputStream(file)) {
            return DigestUtils.sha256Hex(DigestUtils.sha256Hex(content) + options);
        } catch (IOException e) {
            throw new CommandException("cannot be read (%s)".formatted(e.getMessage()));
        }
    }

    /** One after the other, in the order they were given; the service works on several meanwhile. */
    private boolean follow(ServiceApi api, Terminal terminal, Map<String, JsonNode> jobs) throws CommandException {
        boolean allWell = true;
        for (Map.Entry<String, JsonNode> one : jobs.entrySet()) {
            JsonNode job = JobFollower.follow(
                    api,
                    connection,
                    one.getValue().path("jobId").asText(),
                    step -> terminal.progress(one.getKey(), step));
            terminal.endProgress();
            print(terminal, one.getKey(), job);
            allWell &= job.path("status").asText().equals("completed");
        }
        return allWell;
    }

    private void print(Terminal terminal, String file, JsonNode job) {
        if (connection.json()) {
            terminal.print(((ObjectNode) job).put("file", file).toString());
        } else {
            terminal.print("%s  %s  %s".formatted(job.path("jobId").asText(), JobLine.of(job), file));
        }
    }
}
