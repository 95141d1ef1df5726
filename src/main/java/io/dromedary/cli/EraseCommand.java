package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Erases a document and prints the receipt. */
@Command(
        name = "erase",
        mixinStandardHelpOptions = true,
        description = "Erases a document with everything that was made of it.")
class EraseCommand implements Callable<Integer> {

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private Connection connection = new Connection();

    @Parameters(paramLabel = "DOCUMENT", description = "The id of the document.")
    private @Nullable UUID document;

    EraseCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    /** @return 0 when nothing of it is left, 1 when something is yet to go */
    @Override
    public Integer call() throws CommandException {
        Terminal terminal = new Terminal(spec);
        JsonNode answer = connection.api(environment).call("DELETE", connection.at("/v1/documents/" + document), null);
        JsonNode receipt = answer.path("receipt");
        if (connection.json()) {
            terminal.print(answer.toString());
        } else {
            terminal.print(
                    "Erasure %s, removed %s".formatted(receipt.path("erasureId").asText(), receipt.path("removed")));
        }
        boolean complete = receipt.path("complete").asBoolean();
        if (!complete) {
            terminal.complain("Not all is gone yet: " + receipt.path("remaining"));
        }
        return complete ? 0 : 1;
    }
}
