package io.dromedary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Where a command prints: results on the output, everything for the eye only on the other, so that results can be piped
 * on. Text of the service is shown without control characters, which a terminal would obey.
 */
final class Terminal {

    private static final int BAR = 20;

    private final CommandSpec spec;
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean interactive = isInteractive();

    Terminal(@Nullable CommandSpec spec) {
        this.spec = known(spec);
        this.out = this.spec.commandLine().getOut();
        this.err = this.spec.commandLine().getErr();
    }

    /** What picocli puts into every command before it runs. */
    static CommandSpec known(@Nullable CommandSpec spec) {
        if (spec == null) {
            throw new IllegalStateException("Commands are run by picocli");
        }
        return spec;
    }

    /** From JDK 22 on there is a console without a terminal too; then the bars go where errors go. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isInteractive() {
        return System.console() != null;
    }

    void print(String line) {
        out.println(clean(line));
        out.flush();
    }

    void complain(String line) {
        err.println(clean(line));
    }

    /** Shows how far a job is, over and over in one line; nothing where nobody looks. */
    void progress(String file, JsonNode job) {
        if (interactive) {
            err.print("\r\u001b[K%s %s  %s".formatted(bar(job), clean(file), clean(JobLine.of(job))));
            err.flush();
        }
    }

    /** Every stage is a step: how many chunks a document has is known when its last one is made. */
    private static String bar(JsonNode job) {
        int filled = switch (job.path("stage").asText()) {
            case "waiting" -> 0;
            case "fetching" -> BAR / 4;
            case "embedding" -> BAR / 2;
            default -> BAR;
        };
        return "[" + "#".repeat(filled) + "-".repeat(BAR - filled) + "]";
    }

    void endProgress() {
        if (interactive) {
            err.print("\r\u001b[K");
            err.flush();
        }
    }

    ParameterException wronglyCalled(String reason) {
        return new ParameterException(spec.commandLine(), reason);
    }

    private static String clean(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\n\t]]", "\ufffd");
    }
}
