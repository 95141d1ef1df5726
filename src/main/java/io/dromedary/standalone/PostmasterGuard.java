package io.dromedary.standalone;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * A shell that waits for this process to end and then stops the PostgreSQL server, so that {@code kill -9} of the
 * service leaves no server behind. It waits at the end of a pipe, which the kernel closes with the process; a line in
 * the pipe dismisses it. Signals that a terminal sends to the whole process group do not concern it.
 */
final class PostmasterGuard implements AutoCloseable {

    /** {@code read} fails at the end of the pipe; SIGINT is PostgreSQL's fast shutdown. */
    private static final String SCRIPT = "trap '' INT HUP TERM QUIT; read -r _ || kill -INT \"$1\"";

    private static final long DISMISSAL_SECONDS = 5;

    private final Process shell;

    private PostmasterGuard(Process shell) {
        this.shell = shell;
    }

    /** @throws IOException if there is no shell, as on Windows */
    static PostmasterGuard over(ProcessHandle postmaster) throws IOException {
        return new PostmasterGuard(new ProcessBuilder(
                        "/bin/sh", "-c", SCRIPT, "dromedary-postgresql-guard", Long.toString(postmaster.pid()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** Dismisses the guard: the server has stopped, and its number may go to another process. */
    @Override
    public void close() {
        try (var pipe = shell.getOutputStream()) {
            pipe.write('\n');
        } catch (IOException e) {
            // The guard was killed: there is nobody to dismiss.
        }
        try {
            if (!shell.waitFor(DISMISSAL_SECONDS, TimeUnit.SECONDS)) {
                shell.destroyForcibly();
            }
        } catch (InterruptedException e) {
            shell.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
