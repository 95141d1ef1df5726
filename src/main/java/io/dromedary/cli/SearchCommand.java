package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Finds what answers a question. */
@Command(name = "search", mixinStandardHelpOptions = true, description = "Finds what answers a question.")
class SearchCommand implements Callable<Integer> {

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private Connection connection = new Connection();

    @Parameters(arity = "1..*", paramLabel = "WORD", description = "The question.")
    private List<String> question = List.of();

    @Option(names = "--limit", defaultValue = "5", description = "Hits at most; by default ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--mode", defaultValue = "hybrid", description = "vector, keyword or hybrid, the default.")
    private String mode = "";

    SearchCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    /** @return 0 when something was found, 1 otherwise, as {@code grep} does */
    @Override
    public Integer call() throws CommandException {
        Terminal terminal = new Terminal(spec);
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("query", String.join(" ", question))
                .put("limit", limit)
                .put("mode", mode);
        JsonNode hits = connection
                .api(environment)
                .call("POST", connection.at("/v1/search"), body.toString())
                .path("hits");
        hits.forEach(hit -> terminal.print(connection.json() ? hit.toString() : lines(hit)));
        return hits.isEmpty() ? 1 : 0;
    }

    private static String lines(JsonNode hit) {
        StringBuilder lines = new StringBuilder("%.3f  %s"
                .formatted(hit.path("score").asDouble(), hit.path("documentId").asText()));
        JsonNode pages = hit.path("pages");
        if (!pages.isEmpty()) {
            lines.append("  page ").append(pages.get(0).asInt());
        }
        for (JsonNode heading : hit.path("headings")) {
            lines.append("  ").append(heading.asText());
        }
        return lines.append('\n').append(hit.path("text").asText().indent(7)).toString();
    }
}
