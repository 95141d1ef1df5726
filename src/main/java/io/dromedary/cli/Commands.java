package io.dromedary.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Finds the command that the first argument names. */
@Command(name = "dromedary", mixinStandardHelpOptions = true, description = "Without a command, starts the service.")
public final class Commands {

    private static final Map<String, Function<Map<String, String>, Object>> BY_NAME = Map.of(
            "put", PutCommand::new,
            "status", StatusCommand::new,
            "search", SearchCommand::new,
            "dead", DeadCommand::new,
            "erase", EraseCommand::new,
            "keys", KeysCommand::new,
            "audit", AuditCommand::new);

    private Commands() {}

    /** Whether the arguments name a command, rather than options of the service. */
    public static boolean areMeantBy(String... arguments) {
        return arguments.length > 0 && BY_NAME.containsKey(arguments[0]);
    }

    /**
     * Runs the command.
     *
     * @param environment where the keys are looked for
     * @return the exit code: 0 done, 1 refused or out of reach, 2 wrongly called
     */
    public static int run(Map<String, String> environment, String... arguments) {
        PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
        PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
        return run(environment, out, err, arguments);
    }

    static int run(Map<String, String> environment, PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = new CommandLine(new Commands());
        new TreeMap<>(BY_NAME).forEach((name, command) -> line.addSubcommand(name, command.apply(environment)));
        return line.setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    if (e instanceof CommandException) {
                        command.getErr().println(e.getMessage());
                        return CommandLine.ExitCode.SOFTWARE;
                    }
                    throw e;
                })
                .execute(arguments);
    }
}
