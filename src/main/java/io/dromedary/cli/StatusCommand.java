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

/** Tells where a job stands. */
@Command(name = "status", mixinStandardHelpOptions = true, description = "Tells where a job stands.")
class StatusCommand implements Callable<Integer> {

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private Connection connection = new Connection();

    @Parameters(paramLabel = "JOB", description = "The id of the job.")
    private @Nullable UUID job;

    StatusCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws CommandException {
        JsonNode answer = connection.api(environment).call("GET", connection.at("/v1/jobs/" + job), null);
        new Terminal(spec).print(connection.json() ? answer.toString() : JobLine.of(answer));
        return 0;
    }
}
