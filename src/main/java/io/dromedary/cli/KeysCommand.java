package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes, lists, replaces and revokes the API keys of a tenant. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description = "Makes, lists, replaces and revokes the API keys of a tenant.",
        footer = "The admin key is read from " + ServiceApi.ADMIN_KEY + ".")
class KeysCommand {

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    KeysCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    /** What every command needs to know. */
    static class Target {

        @Option(names = "--tenant", required = true, description = "The tenant's name.")
        private String tenant = "";

        @Option(
                names = "--url",
                defaultValue = "http://localhost:8080",
                description = "The service; by default ${DEFAULT-VALUE}.")
        private URI url = URI.create("");

        @Option(names = "--json", description = "Print the service's answer as it is.")
        private boolean json;

        URI keys() {
            String name = URLEncoder.encode(tenant, StandardCharsets.UTF_8);
            return url.resolve("/v1/admin/tenants/%s/keys".formatted(name));
        }

        URI key(UUID id) {
            return URI.create(keys() + "/" + id);
        }
    }

    @Command(description = "Makes a key and prints it, this once.", mixinStandardHelpOptions = true)
    void create(@Mixin Target target) throws CommandException {
        printKey(target, api().call("POST", target.keys(), null));
    }

    @Command(description = "Lists the keys, never the keys themselves.", mixinStandardHelpOptions = true)
    void list(@Mixin Target target) throws CommandException {
        JsonNode answer = api().call("GET", target.keys(), null);
        if (target.json) {
            out().println(answer);
            return;
        }
        String row = "%-36s  %-8s  %-20s  %-20s  %s%n";
        out().printf(row, "ID", "PREFIX", "CREATED", "LAST USED", "STATE");
        for (JsonNode key : answer.path("keys")) {
            out().printf(
                            row,
                            key.path("id").asText(),
                            key.path("prefix").asText(),
                            second(key.path("createdAt")),
                            second(key.path("lastUsedAt")),
                            state(key));
        }
    }

    @Command(
            description = "Makes a key in place of another, which stays valid for a while.",
            mixinStandardHelpOptions = true)
    void rotate(
            @Mixin Target target,
            @Option(names = "--id", required = true, description = "The old key's id.") UUID id,
            @Option(names = "--grace", description = "Seconds that the old key stays valid; a day by default.")
                    @Nullable
                    Long grace)
            throws CommandException {
        String body = grace == null ? null : "{\"graceSeconds\":%d}".formatted(grace);
        printKey(target, api().call("POST", URI.create(target.key(id) + "/rotate"), body));
    }

    @Command(description = "Ends a key at once.", mixinStandardHelpOptions = true)
    void revoke(@Mixin Target target, @Option(names = "--id", required = true, description = "The key's id.") UUID id)
            throws CommandException {
        api().call("DELETE", target.key(id), null);
    }

    private ServiceApi api() {
        return ServiceApi.forOperator(environment, command());
    }

    /** The key alone goes to the output, for whoever pipes it on. */
    private void printKey(Target target, JsonNode answer) {
        if (target.json) {
            out().println(answer);
        } else {
            command()
                    .commandLine()
                    .getErr()
                    .printf("Key %s, shown this once:%n", answer.path("id").asText());
            out().println(answer.path("key").asText());
        }
    }

    private static String second(JsonNode time) {
        return time.isTextual() ? time.asText().replaceFirst("\\.\\d+Z$", "Z") : "-";
    }

    private static String state(JsonNode key) {
        if (key.path("revokedAt").isTextual()) {
            return "revoked " + second(key.path("revokedAt"));
        }
        return key.path("expiresAt").isTextual() ? "until " + second(key.path("expiresAt")) : "valid";
    }

    private PrintWriter out() {
        return command().commandLine().getOut();
    }

    private CommandSpec command() {
        return Terminal.known(spec);
    }
}
