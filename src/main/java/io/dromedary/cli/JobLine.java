package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** A job in one line. */
final class JobLine {

    private JobLine() {}

    static String of(JsonNode job) {
        StringBuilder line = new StringBuilder(job.path("status").asText());
        JsonNode progress = job.path("progress");
        if (progress.path("chunks").asInt() > 0) {
            line.append(", %d pages, %d chunks"
                    .formatted(
                            progress.path("pages").asInt(),
                            progress.path("chunks").asInt()));
        }
        JsonNode error = job.path("error");
        if (error.isObject()) {
            line.append(", %s: %s"
                    .formatted(error.path("code").asText(), error.path("detail").asText()));
        }
        return line.toString();
    }
}
