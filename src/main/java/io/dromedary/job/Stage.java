package io.dromedary.job;

import java.util.Locale;

/** What is being done for a job, finer than its status and for people to read. */
public enum Stage {
    /** In line. */
    WAITING,
    /** Its bytes come from the object store. */
    FETCHING,
    /** Its text is read, cut, embedded and stored, batch by batch. */
    EMBEDDING,
    /** Nothing is left to do. */
    FINISHED;

    /** The word on the wire and in the ledger. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
