package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Asks for a job until it is over. */
final class JobFollower {

    private static final Set<String> OVER = Set.of("completed", "failed", "dead", "cancelled");
    private static final int PAUSE_MILLIS = 500;

    private JobFollower() {}

    /** @param steps is told the job each time it was asked for */
    static JsonNode follow(ServiceApi api, Connection connection, String jobId, Consumer<JsonNode> steps)
            throws CommandException {
        while (true) {
            JsonNode job = api.call("GET", connection.at("/v1/jobs/" + jobId), null);
            steps.accept(job);
            if (OVER.contains(job.path("status").asText())) {
                return job;
            }
            pause();
        }
    }

    private static void pause() throws CommandException {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("Interrupted");
        }
    }
}
