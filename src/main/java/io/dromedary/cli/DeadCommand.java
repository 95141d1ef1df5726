package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists jobs that were set aside, and tries them again. */
@Command(
        name = "dead",
        mixinStandardHelpOptions = true,
        description = "Lists jobs that were set aside, and tries them again.")
class DeadCommand {

    private static final String PATH = "/v1/dead-letters";

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    DeadCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Command(description = "Lists the latest, and what killed them.", mixinStandardHelpOptions = true)
    void list(
            @Mixin Connection connection,
            @Option(names = "--code", description = "Of this cause only.") @Nullable String code)
            throws CommandException {
        Terminal terminal = new Terminal(spec);
        String query = "?limit=200" + (code == null ? "" : "&code=" + code);
        for (JsonNode letter : connection
                .api(environment)
                .call("GET", connection.at(PATH + query), null)
                .path("deadLetters")) {
            terminal.print(
                    connection.json()
                            ? letter.toString()
                            : "%s  %s  %s  %s"
                                    .formatted(
                                            letter.path("jobId").asText(),
                                            letter.path("diedAt").asText(),
                                            letter.path("code").asText(),
                                            letter.path("filename").asText("-")));
        }
    }

    @Command(description = "Tries one again, or all that were listed for a cause.", mixinStandardHelpOptions = true)
    void replay(
            @Mixin Connection connection,
            @Parameters(arity = "0..1", paramLabel = "JOB", description = "The job; without it, all of the cause.")
                    @Nullable
                    UUID job,
            @Option(names = "--code", description = "The cause.") @Nullable String code)
            throws CommandException {
        Terminal terminal = new Terminal(spec);
        if ((job == null) == (code == null)) {
            throw terminal.wronglyCalled("Name either a job or a --code");
        }
        String path = job == null ? PATH + "/replay" : "%s/%s/replay".formatted(PATH, job);
        ObjectNode order = JsonNodeFactory.instance.objectNode();
        JsonNode answer = connection
                .api(environment)
                .call(
                        "POST",
                        connection.at(path),
                        job == null ? order.put("code", code).toString() : null);
        terminal.print(
                connection.json() || job != null
                        ? answer.toString()
                        : "%d will be tried again, %d refused"
                                .formatted(
                                        answer.path("replayed").asInt(),
                                        answer.path("refused").asInt()));
    }
}
