package io.dromedary.job;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.util.Locale;

/** Whose turn comes first, among the jobs of all tenants. */
public enum Priority {
    HIGH(0),
    NORMAL(1),
    LOW(2);

    private final int level;

    Priority(int level) {
        this.level = level;
    }

    /**
     * Reads the word on the wire, in any case.
     *
     * @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST} for any other word
     */
    public static Priority parse(String word) {
        for (Priority priority : values()) {
            if (priority.code().equals(word.strip().toLowerCase(Locale.ROOT))) {
                return priority;
            }
        }
        throw new Failure.Permanent(ErrorCode.INVALID_REQUEST, "A priority is high, normal or low");
    }

    /** The word on the wire. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The number in the ledger: 0 is served first. */
    int level() {
        return level;
    }
}
