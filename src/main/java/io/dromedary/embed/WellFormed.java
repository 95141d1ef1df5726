package io.dromedary.embed;

import java.util.regex.Pattern;

/** Text as UTF-8 can write it. Pure. */
final class WellFormed {

    private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");

    private WellFormed() {}

    /** The text, of the same length, with the replacement character for each half of a surrogate pair. */
    static String of(String text) {
        return LONE_SURROGATE.matcher(text).replaceAll("\uFFFD");
    }
}
