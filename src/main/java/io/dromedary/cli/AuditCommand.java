package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Verifies the audit chain. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "Verifies the audit chain.",
        footer = "The admin key is read from " + ServiceApi.ADMIN_KEY + ".")
class AuditCommand {

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    AuditCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Command(
            description = "Follows the chain from its root and names the first link that was tampered with.",
            mixinStandardHelpOptions = true)
    void verify(
            @Option(
                            names = "--url",
                            defaultValue = "http://localhost:8080",
                            description = "The service; by default ${DEFAULT-VALUE}.")
                    URI url,
            @Option(names = "--head", description = "The head that an earlier verification printed.") @Nullable
                    String head)
            throws CommandException {
        String query = head == null ? "" : "?head=" + head;
        JsonNode found = api().call("GET", url.resolve("/v1/admin/audit/verification" + query), null);
        JsonNode broken = found.path("broken");
        if (broken.isObject()) {
            throw new CommandException("Broken at %s: %s"
                    .formatted(
                            broken.path("seq").isNumber()
                                    ? "link " + broken.path("seq").asLong()
                                    : "record " + broken.path("recordId").asLong(),
                            broken.path("reason").asText()));
        }
        out().printf(
                        "%d links are whole, %d records wait for theirs. Head:%n%s%n",
                        found.path("links").asLong(),
                        found.path("pending").asLong(),
                        found.path("head").asText());
    }

    private ServiceApi api() {
        return ServiceApi.forOperator(environment, command());
    }

    private PrintWriter out() {
        return command().commandLine().getOut();
    }

    private CommandSpec command() {
        return Terminal.known(spec);
    }
}
