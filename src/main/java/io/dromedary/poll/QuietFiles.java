package io.dromedary.poll;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Tells which files nobody writes to any more: those that looked the same for a while, by our own clock. The times of
 * the files themselves are compared with each other only, so a file server whose clock is wrong does no harm. Memory is
 * bounded: of more files than that, the later ones wait until the first are gone.
 */
final class QuietFiles {

    private static final int MAX_WATCHED = 20_000;

    /** How long a file that is not seen any more is remembered. */
    private static final Duration MEMORY = Duration.ofMinutes(10);

    private record Watched(FileState state, long since, long seen) {}

    private final long quietNanos;
    private final LongSupplier nanos;
    private final Map<Path, Watched> watched = new HashMap<>();
    private long swept;

    QuietFiles(Duration quiet, LongSupplier nanos) {
        this.quietNanos = quiet.toNanos();
        this.nanos = nanos;
        this.swept = nanos.getAsLong();
    }

    /**
     * Takes note of how a file looks now.
     *
     * @return whether it looked the same at each sight for long enough
     */
    synchronized boolean isQuiet(Path file, FileState state) {
        if (quietNanos == 0) {
            return true;
        }
        long now = nanos.getAsLong();
        sweep(now);
        Watched before = watched.get(file);
        if (before == null && watched.size() >= MAX_WATCHED) {
            return false;
        }
        long since = before != null && before.state().equals(state) ? before.since() : now;
        watched.put(file, new Watched(state, since, now));
        return now - since >= quietNanos;
    }

    private void sweep(long now) {
        if (now - swept > MEMORY.toNanos() / 10) {
            watched.values().removeIf(file -> now - file.seen() > MEMORY.toNanos());
            swept = now;
        }
    }

    /** The file is gone. */
    synchronized void forget(Path file) {
        watched.remove(file);
    }
}
