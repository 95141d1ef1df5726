package io.dromedary.erase;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What was erased. */
public enum Subject {
    DOCUMENT,
    TENANT;

    /** The word on the wire and in the ledger. */
    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Subject of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
