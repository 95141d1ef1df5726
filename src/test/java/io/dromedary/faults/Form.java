package io.dromedary.faults;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * How much of the suite is run: {@code -Dfaults=short} for every commit, {@code full} otherwise. Each count can be set
 * alone, as in {@code -Dfaults.kills=50}; the table says what was run.
 */
final class Form {

    private static final boolean SHORT = System.getProperty("faults", "full").equals("short");

    private Form() {}

    /** Skips a scenario in the short form. */
    static void onlyInFull() {
        Assumptions.assumeFalse(SHORT, "only in the full form");
    }

    /**
     * Whether a scenario that began then may go on: {@code -Dfaults.minutes=20} ends each of them early, and the table
     * has the counts that were reached.
     *
     * @param begin by {@link System#nanoTime}
     */
    static boolean mayGoOn(long begin) {
        return System.nanoTime() - begin < TimeUnit.MINUTES.toNanos(Integer.getInteger("faults.minutes", 600));
    }

    static int count(String name, int inShort, int inFull) {
        return Integer.getInteger("faults." + name, SHORT ? inShort : inFull);
    }
}
