package io.dromedary.erase;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** By whose wish something is erased. */
public enum Actor {
    /** The tenant. */
    CLIENT,
    /** Whoever has the admin key. */
    OPERATOR,
    /** The clock that an operator set. */
    RETENTION;

    /** The word on the wire and in the ledger. */
    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Actor of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
