package io.dromedary.search;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.util.Arrays;
import java.util.Locale;

/** What a search compares. */
public enum SearchMode {
    /** The meaning of question and chunk. */
    VECTOR,
    /** The words of the question with those of chunk and surroundings. */
    KEYWORD,
    /** Both. */
    HYBRID;

    /**
     * Reads the name in lower case.
     *
     * @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST}
     */
    static SearchMode parse(String name) {
        return Arrays.stream(values())
                .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new Failure.Permanent(ErrorCode.INVALID_REQUEST, "mode must be vector, keyword or hybrid"));
    }
}
