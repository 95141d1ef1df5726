package io.dromedary.job;

import java.util.Locale;

/** Where a job stands. The last four are final. */
public enum JobStatus {
    /** Waiting: for its first attempt, for a worker, or for the next attempt after a failure. */
    QUEUED,
    /** A worker holds the lease. */
    RUNNING,
    /** The document is whole and can be found. */
    COMPLETED,
    /** The document cannot be processed, however often it is tried. */
    FAILED,
    /** The client took it back. */
    CANCELLED,
    /** Every attempt failed although the next might have passed: set aside for an operator. */
    DEAD;

    /** The word on the wire and in the ledger. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether nothing changes any more by itself. */
    public boolean isFinal() {
        return this != QUEUED && this != RUNNING;
    }

    /** The status of a {@link #code()}. */
    public static JobStatus of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
